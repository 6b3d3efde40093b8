"""The outlet: static files, made anew from the store's publications, that stations pull over plain HTTP."""
