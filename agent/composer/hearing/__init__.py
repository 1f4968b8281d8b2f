"""What we hear in her words: concepts with wordings as data, and the details she gave, said back as hers."""
