"""Who works in the sandbox's workspace, and what has happened there before anybody looks."""

from app.stage import Stage


async def set_scene(stage: Stage) -> None:
    """People, channels, the bot, and a little talk."""
    slack = stage.slack
    slack.add_channel("general", is_general=True)
    ada = slack.add_person("Ada Moreno", tz="Europe/Berlin", title="On-call engineer")
    slack.add_person("Tomas Lindgren", tz="Europe/Lisbon", title="Database engineer")
    slack.add_person("Priya Raman", tz="Asia/Kolkata", title="Support lead")
    slack.add_person("Grace Okafor", tz="America/New_York", title="Facilitator")
    slack.add_channel("incidents", members=[ada])
    await stage.start_bot()
    await stage.settled()
    await ada.say("general", "Good morning! The release goes out at ten.")
    await stage.settled()
