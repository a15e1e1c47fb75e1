"""Applications: the senders, what they may send, and what they prove themselves with."""
