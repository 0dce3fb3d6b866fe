"""The platform: knows no noun of the domain."""
