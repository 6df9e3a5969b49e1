"""The command line: one module per command group; parse arguments, call a service, print."""
