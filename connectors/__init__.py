"""The edge: one module per outside system; entry points name them."""
