"""The steps of a turn, one file each: state in, the keys it adds out."""
