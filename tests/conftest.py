from hypothesis import settings

# A loaded machine is no failure: properties are about what happens, not about how long it takes.
settings.register_profile("rasid", deadline=None)
settings.load_profile("rasid")
