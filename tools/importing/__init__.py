"""Files of members, orders, products and talk come in here: checked, counted, undoable."""
