"""Cards, forms and everything around them as HTML. Pure; everything that is not `Markup` is escaped."""
