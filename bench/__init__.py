"""Repeatable benchmarks, one command each: `python -m bench.<name>`."""
