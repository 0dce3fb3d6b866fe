"""Tests of templates/components: each example is rendered, looked at by rules, and measured for contrast."""
