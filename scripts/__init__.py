"""The machinery of the chaos matrix: one module for each step of a cell's way.

matrix table -> binaries -> cluster -> pggit installed -> pytest -> results folder -> report
"""
