"""Words, an address and a picture with which coordinators invite people."""
