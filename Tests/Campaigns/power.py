"""power: the power goes at moments that are as bad as can be; what was acknowledged is there, and everything is whole."""
import pathlib
import shutil
import subprocess
import tempfile

from campaign import Finding

PROGRAM = "power"
SUMMARY = "cuts the power while clients trade: writes that were not synced are lost, torn and mixed; nothing acknowledged is"
STORES = ("sqlite",)
PLANTS = {
    "off": ("SQLite does not wait for the disk (synchronous=OFF)", STORES),
    "lie": ("the disk says that it has what it has not", STORES),
    "log": ("the disk says so of the write-ahead log only: acknowledged orders are lost", STORES),
    "checkpoint": ("the disk says so of the database only: the log is overwritten too early", STORES),
}
MEMORY = pathlib.Path("/dev/shm")


async def run(campaign):
    """Runs the program that does it all: it has Martlet's store and actions in it, on a disk that it records."""
    folder = work_folder(campaign)
    command = [
        str(campaign.binary), "--seconds", f"{campaign.seconds:g}", "--seed", str(campaign.seed), "--folder", str(folder)]
    if campaign.plant is not None:
        command += ["--plant", campaign.plant]
    campaign.begin()
    try:
        listen(campaign, folder, command)
    finally:
        if folder != campaign.folder:
            shutil.rmtree(folder, ignore_errors=True)


def work_folder(campaign):
    """In memory if there is a place: the campaign decides what the disk keeps, the real one only costs time."""
    if MEMORY.is_dir():
        return pathlib.Path(tempfile.mkdtemp(prefix="martlet-power.", dir=MEMORY))
    return campaign.folder


def listen(campaign, folder, command):
    """Reads what the program tells: how far it is, and what it found."""
    said = []
    with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, env=campaign.environment) as program:
        for line in program.stdout:
            if line.startswith("count\t"):
                _, count, campaign.remark = line.rstrip("\n").split("\t")
                campaign.count = int(count)
                campaign.tell(f"the power went {campaign.count} times, {campaign.remark}")
            else:
                said.append(line)
    if program.returncode != 0:
        if (folder / "found").is_dir() and folder != campaign.folder:
            shutil.copytree(folder / "found", campaign.folder / "found", dirs_exist_ok=True)
        text = "".join(said).removeprefix("found\t")
        raise Finding(text or f"{command[0]} ended with {program.returncode} and said nothing")
