"""A shop to run a campaign in: two locations, some goods, and the paths under which things are done to them."""
import itertools

from client import Client


class Shop:
    """A shop of `martlet`, whose server must run when `furnish` is called."""

    def __init__(self, martlet, slug="shop"):
        self.martlet = martlet
        self.slug = slug
        self.secret = martlet.open_shop(slug)
        self.locations = []
        self.variants = []
        self.documents = []
        self._keys = itertools.count(1)

    def client(self, timeout=30):
        """A connection that may do everything in this shop."""
        return Client(self.martlet.address, self.secret, timeout)

    def key(self, prefix="key"):
        """An idempotency key nobody has used yet."""
        return f"{prefix}-{next(self._keys)}"

    async def furnish(self, variants, stock):
        """Opens two locations and brings `stock` of each of some articles to the first, the default one."""
        client = self.client()
        try:
            for code in ("A", "B"):
                made = await self.must(client, "/v1/locations", {"code": code, "name": f"Location {code}"})
                self.locations.append(made["id"])
            goods = [
                {"sku": f"S{n}", "title": f"Number {n}", "price": {"amount": f"{n + 1}.25", "currency": "EUR"},
                 "is_published": True}
                for n in range(variants)]
            for some in range(0, variants, 50):
                product = await self.must(
                    client, "/v1/products", {"title": f"Goods {some}", "variants": goods[some:some + 50]})
                self.variants += [variant["id"] for variant in product["variants"]]
                await self.must(client, f"/v1/products/{product['product']['id']}/actions/publish")
            if stock:
                await self.stock_in(client, stock)
        finally:
            client.close()

    async def stock_in(self, client, stock):
        """Brings `stock` of everything to the default location."""
        for some in range(0, len(self.variants), 100):
            lines = [{"variant": variant, "quantity": str(stock)} for variant in self.variants[some:some + 100]]
            made = await self.must(
                client, "/v1/inventory/actions/stock-in", {"location": self.locations[0], "lines": lines})
            self.documents.append(made["document"]["id"])

    async def must(self, client, path, body=None):
        """A write that cannot be refused."""
        answer = await client.post(path, body, self.key("must"))
        if not answer.is_done:
            raise RuntimeError(f"POST {path} {body}: {answer}")
        return answer.json

    async def all(self, client, path, until=None):
        """Every record of a list, page by page; ends before the first record of which `until` is true."""
        after = ""
        mark = "&" if "?" in path else "?"
        while True:
            answer = await client.get(f"{path}{mark}limit=100{after}")
            if answer.status != 200:
                raise RuntimeError(f"GET {path}: {answer}")
            page = answer.json
            for record in page["data"]:
                if until is not None and until(record):
                    return
                yield record
            if not page["has_more"]:
                return
            after = f"&after={page['next']}"
