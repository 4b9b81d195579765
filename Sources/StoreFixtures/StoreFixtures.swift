// StoreFixtures
