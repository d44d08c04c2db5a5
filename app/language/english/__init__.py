"""English: its words, names, questions and weights are the files beside this one."""
