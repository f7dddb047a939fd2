"""How the desk writes dates where Django's own formats mislead: it asks for these first (FORMAT_MODULE_PATH)."""
