"""Pages that need a script to show their text: a browser without a network of its own, under the same guard."""
