"""Experiments that compare ways of doing one thing, and write down what they find."""
