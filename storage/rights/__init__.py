"""What everybody may ask of their rows. It goes by what each table says of itself (`storage.columns.Rights`)."""
