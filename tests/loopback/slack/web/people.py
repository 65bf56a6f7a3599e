"""auth.*, users.*, team.*: who is who."""

from tests.loopback.slack.blocks import Json
from tests.loopback.slack.web.asked import Asked, Method
from tests.loopback.slack.world.records import User
from tests.loopback.slack.world.world import SLACKBOT


def auth_test(asked: Asked) -> Json:
    team = asked.team
    return {
        "url": f"{asked.inside.url}/",
        "team": team.name,
        "user": asked.world.users[team.bot_user_id].name,
        "team_id": team.id,
        "user_id": team.bot_user_id,
        "bot_id": team.bot_id,
        "is_enterprise_install": False,
    }


def team_info(asked: Asked) -> Json:
    asked.scopes("team:read")
    team = asked.team
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": {}}}


def info(asked: Asked) -> Json:
    asked.scopes("users:read")
    return {"user": _said(asked, asked.user(asked.need("user")))}


def list_(asked: Asked) -> Json:
    """Everybody: deactivated people, the app itself and Slackbot, whom Slack does not call a bot, among them."""
    asked.scopes("users:read")
    slackbot = User(SLACKBOT, asked.team.id, "slackbot", "Slackbot", "Slackbot", tz="America/Los_Angeles")
    everybody = [slackbot, *(user for user in asked.world.users.values() if user.team_id == asked.team.id)]
    rows, more = asked.page(everybody, default=len(everybody))
    now = int(asked.world.now())
    return {"members": [_said(asked, user) for user in rows], "cache_ts": now, "response_metadata": more}


def _said(asked: Asked, user: User) -> Json:
    return user.to_slack(email="users:read.email" in asked.team.scopes, locale=asked.flag("include_locale"))


METHODS: dict[str, Method] = {
    "auth.test": auth_test,
    "team.info": team_info,
    "users.info": info,
    "users.list": list_,
}
