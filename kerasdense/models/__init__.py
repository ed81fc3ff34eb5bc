"""Networks: one file a paper, each imported from its file."""
