"""The launcher: everything that `make run` and `make ui` start, and that ends with them."""
