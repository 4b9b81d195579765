"""Jobs and workflows that are asked for to be counted: what each must have come to, and what the database says it did."""
from campaign import Finding

COURSES = {"job": ["well", "well", "fails_once", "waits", "fails"], "flow": ["well", "well", "fails_once", "waits", "fails"]}
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"

# Where a chore ends: its state, how often its two parts were done, and its version, which counts all that was ever
# written of it, by each step and each undoing.
ENDS = {
    ("job", "well"): ("done", 1, 0, 3), ("flow", "well"): ("done", 1, 1, 5),
    ("job", "fails"): ("asked", 1, 0, 2), ("flow", "fails"): ("undone", 0, 0, 7),
}


class Chores:
    """The chores of some shops, as clients were told of them, and their comparison with the database."""

    def __init__(self, database):
        self.database = database
        self.asked = {}

    def choose(self, chance):
        """What to ask for: the path and the body of a request."""
        kind = chance.choice(list(COURSES))
        return "/v1/chores", {"course": chance.choice(COURSES[kind]), "is_flow": kind == "flow"}

    def book(self, body, answer):
        """Enters a chore that was acknowledged. Returns its name."""
        name = as_uuid(answer["chore"])
        self.asked[name] = ("flow" if body["is_flow"] else "job", body["course"])
        return name

    def count_open(self):
        """How many jobs wait or run."""
        return int(self.database.rows("SELECT count(*) FROM job WHERE state IN ('waiting', 'running')")[0][0])

    def lost(self):
        """Jobs that were given up because the servers that did them were killed each time, by their shop."""
        return self.database.rows("""
            SELECT s.slug, j.id FROM job j JOIN shop s ON s.tenant = j.tenant
            WHERE j.state = 'dead' AND j.reason_code = 'jobs.lost'""")

    def end(self, name):
        """Where a chore must end: its state, its parts and its version."""
        kind, course = self.asked[name]
        return ENDS[kind, "fails" if course == "fails" else "well"]

    def ends(self, names):
        """Where some chores stand."""
        ids = ", ".join(self.database.id(name) for name in names)
        rows = self.database.rows(f"SELECT id, state, first, second, version FROM chore WHERE id IN ({ids})")
        return {row[0]: (row[1], *map(int, row[2:])) for row in rows}

    def compare(self):
        """Each chore that was asked for is there, is the only one, and was done once, or not at all where it was undone."""
        found = {row[0]: row[1:] for row in self.database.rows(
            "SELECT id, kind, state, first, second, version FROM chore")}
        given_up = {row[0] for row in self.database.rows(
            "SELECT subject FROM workflow WHERE reason_code = 'workflows.lost'")}
        given_up = {as_uuid(subject) for subject in given_up}
        for name in sorted({*self.asked, *found}):
            if name not in found:
                raise Finding(f"the chore {name}, {self.asked[name]}, was acknowledged and is not there")
            if name not in self.asked:
                raise Finding(f"the chore {name} is there, and nobody was told of it: {found[name]}")
            kind, course = self.asked[name]
            state, first, second, version = found[name][1], *map(int, found[name][2:])
            end = self.end(name)
            if name in given_up and (state, first, second) == ("undone", 0, 0):
                continue
            if (state, first, second, version) != end:
                raise Finding(
                    f"the chore {name}, a {kind} that goes {course}, is {state} with {first} and {second} after "
                    f"{version - 1} writes; it must be {end[0]} with {end[1]} and {end[2]} after {end[3] - 1}")
        self.compare_jobs()

    def compare_jobs(self):
        """One job for each, ended once, and its leases are numbered without gaps."""
        for name, kind in (("chores.do", "job"), ("workflows.advance", "flow")):
            count = int(self.database.rows(f"SELECT count(*) FROM job WHERE name = '{name}'")[0][0])
            asked = sum(kind == known for known, _ in self.asked.values())
            if count != asked:
                raise Finding(f"there are {count} jobs {name} for {asked} that were asked for")
        bad = self.database.rows("""
            SELECT j.id, j.name, j.state, j.token, count(a.token), max(a.token),
                sum(CASE WHEN a.outcome = 'done' THEN 1 ELSE 0 END)
            FROM job j LEFT JOIN job_attempt a ON a.tenant = j.tenant AND a.job = j.id
            GROUP BY j.tenant, j.id, j.name, j.state, j.token
            HAVING count(a.token) <> j.token OR max(a.token) <> j.token
                OR sum(CASE WHEN a.outcome = 'done' THEN 1 ELSE 0 END) <> CASE WHEN j.state = 'done' THEN 1 ELSE 0 END
            LIMIT 5""")
        if bad:
            raise Finding(f"a job does not agree with its leases: {bad[0]}")

    def outcomes(self):
        """How attempts ended, in words."""
        rows = self.database.rows("SELECT outcome, count(*) FROM job_attempt GROUP BY outcome ORDER BY outcome")
        return ", ".join(f"{count} {outcome}" for outcome, count in rows)


def as_uuid(text):
    """The sixteen bytes of an id such as chr_01h…, as a database writes them."""
    number = 0
    for letter in text.rpartition("_")[2]:
        number = number * 32 + ALPHABET.index(letter)
    digits = f"{number:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def as_id(prefix, text):
    """The id of a record, as the API knows it, of its bytes as a database writes them."""
    number = int(text.replace("-", ""), 16)
    letters = [ALPHABET[number >> 5 * place & 31] for place in range(25, -1, -1)]
    return f"{prefix}_{''.join(letters)}"
