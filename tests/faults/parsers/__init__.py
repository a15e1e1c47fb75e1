"""Every parser of what comes from outside: bytes that mean nothing lead to the errors that it promises, and to no others."""
