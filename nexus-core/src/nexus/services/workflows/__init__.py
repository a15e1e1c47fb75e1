"""What people do with workflows: define, look back, try out, deliver again."""
