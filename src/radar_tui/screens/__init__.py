"""One module and one stylesheet per screen: compose, route messages, start workers."""
