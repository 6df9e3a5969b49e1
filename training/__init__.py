"""How the shipped model is made and measured; run from a checkout, never installed."""
