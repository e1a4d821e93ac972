# dict
