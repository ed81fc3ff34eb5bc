"""Weights from outside: files of others -> named arrays -> a network of ours."""
