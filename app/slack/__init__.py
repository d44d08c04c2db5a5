"""Everything that knows Slack's formats: ids, markup, blocks, forms, listeners and the way out. No
feature lives here.
"""
