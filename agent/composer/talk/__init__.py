"""What a turn of talk needs beside a page: an acknowledgement, asking back, a reaction, a second answer."""
