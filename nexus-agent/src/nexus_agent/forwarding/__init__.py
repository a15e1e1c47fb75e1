"""Messages on their way to the centre: in order of each application, in batches that fit the line."""
