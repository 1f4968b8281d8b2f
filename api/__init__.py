"""Who comes in: HTTP, console, worker and command line; reads the environment and wires everything."""
