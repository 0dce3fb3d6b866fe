"""The engines that find: one interface, one conformance suite, chosen by a setting."""
