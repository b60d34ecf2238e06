"""Payment providers: one file each behind one interface, and the desk that runs their orders."""
