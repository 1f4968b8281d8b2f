"""Product lists: only after she asked, only what fits her, only at catalogue prices."""
