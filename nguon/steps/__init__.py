"""The steps of the pipeline, each a call through the rooms. DAGs and the command line both walk them.

Every step finds its own work in the store, may die at any point, and may run again, twice, or beside itself.
"""
