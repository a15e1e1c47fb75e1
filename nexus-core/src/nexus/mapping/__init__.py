"""Rules as data, compiled into one function per pipeline."""

from nexus.mapping.compile import FILTERED, CompiledMapping, Filtered, compile_mapping

__all__ = ["FILTERED", "CompiledMapping", "Filtered", "compile_mapping"]
