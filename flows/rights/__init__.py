"""What everybody may ask of what is kept about them."""
