"""What every test shares."""

from hypothesis import HealthCheck, settings

settings.register_profile("caserules", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("caserules")
