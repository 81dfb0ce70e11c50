"""Drive: files as metadata, changes, push channels."""

from datetime import UTC, datetime, timedelta

from tests.google.answers import GoogleError
from tests.google.drive_model import Channel, File, Json
from tests.google.sheets_model import Book
from tests.google.world import Request, World

MIME = "application/vnd.google-apps.spreadsheet"
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DAY = 86400
_LONGEST = {"files": _DAY, "changes": 7 * _DAY}  # seconds that a channel may live


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _file(world: World, file: File, email: str) -> Json:
    book = file.book
    answer: Json = {
        "kind": "drive#file",
        "id": book.id,
        "name": book.title,
        "mimeType": OFFICE if book.office else MIME,
        "version": str(file.version),
        "createdTime": _stamp(file.created),
        "modifiedTime": _stamp(file.modified),
        "trashed": book.trashed,
        "explicitlyTrashed": book.trashed,
        "ownedByMe": book.owner == email,
        "owners": [
            {
                "kind": "drive#user",
                "emailAddress": book.owner,
                "displayName": book.owner.partition("@")[0],
            }
        ],
        "shared": len(book.roles) > 1,
        "webViewLink": f"https://docs.google.com/spreadsheets/d/{book.id}/edit?usp=drivesdk",
        "capabilities": {"canEdit": book.role(email) in ("writer", "owner")},
    }
    if email in book.roles and email != book.owner and not book.drive:
        answer["sharedWithMeTime"] = _stamp(file.created)
    if book.locked:
        answer["contentRestrictions"] = [{"readOnly": True, "type": "globalContentRestriction"}]
    if book.drive:
        answer["driveId"] = book.drive
    if file.editor:
        answer["lastModifyingUser"] = {
            "kind": "drive#user",
            "displayName": file.editor.partition("@")[0],
            "emailAddress": file.editor,
        }
    return answer


def _seen(world: World, ident: str, email: str) -> File:
    book = world.books.get(ident)
    if book is None or not book.role(email):
        raise GoogleError(
            404, f"File not found: {ident}.", reason="notFound", location=("parameter", "fileId")
        )
    return world.drive.file(book)


def get(world: World, request: Request) -> Json:
    return _file(world, _seen(world, request.params["fileId"], request.email), request.email)


def list_files(world: World, request: Request) -> Json:
    """The spreadsheets that the caller can see; of `q` only mimeType, name and trashed are read."""
    query = request.params.get("q", "")
    found = [
        _file(world, world.drive.file(book), request.email)
        for book in world.books.values()
        if book.role(request.email) and _asked(book, query)
    ]
    return {"kind": "drive#fileList", "incompleteSearch": False, "files": found}


def _asked(book: Book, query: str) -> bool:
    for term in filter(None, (part.strip() for part in query.split(" and "))):
        name, _, value = term.replace(" ", "").partition("=")
        right = {"mimeType": f"'{MIME}'", "trashed": str(book.trashed).lower()}
        if name == "name" and term.partition("=")[2].strip() != f"'{book.title}'":
            return False
        if name in right and value != right[name]:
            return False
    return True


def create(world: World, request: Request) -> Json:
    if request.body.get("mimeType") != MIME:
        raise GoogleError(501, "This test server makes only spreadsheets.")
    book = Book(world.new_id("1Drive"), request.body.get("name", "Untitled"), request.email)
    world.books[book.id] = book
    world.drive.touch(book, request.email)
    return _file(world, world.drive.file(book), request.email)


def update(world: World, request: Request) -> Json:
    """A new name, or into the bin and out of it."""
    file = _seen(world, request.params["fileId"], request.email)
    book = file.book
    if book.role(request.email) not in ("writer", "owner"):
        raise GoogleError(
            403,
            "The user does not have sufficient permissions for this file.",
            reason="insufficientFilePermissions",
        )
    book.title = request.body.get("name", book.title)
    if "trashed" in request.body:
        book.trashed = request.body["trashed"]
        world.drive.note(book, "trash" if book.trashed else "untrash")
    else:
        world.drive.note(book, "update")
    return _file(world, file, request.email)


def delete(world: World, request: Request) -> None:
    book = _seen(world, request.params["fileId"], request.email).book
    if book.owner != request.email:
        raise GoogleError(
            403,
            "The user does not have sufficient permissions for this file.",
            reason="insufficientFilePermissions",
        )
    world.drive.note(book, "remove")
    for email in book.roles:
        world.drive.lost[email, book.id] = world.drive.change
    book.deleted = True


def start_token(world: World, _request: Request) -> Json:
    world.drive.settle()
    return {"kind": "drive#startPageToken", "startPageToken": str(world.drive.change)}


def list_changes(world: World, request: Request) -> Json:
    """Each file once, at its latest change; what the caller lost comes as removed."""
    drive = world.drive
    drive.settle()
    text = request.params["pageToken"]
    if not text.isdecimal() or int(text) > drive.change:
        raise GoogleError(
            400, "Invalid Value", reason="invalid", location=("parameter", "pageToken")
        )
    entries = [
        (file.change, _change(world, file, request.email))
        for file in drive.files.values()
        # To members of a shared drive the list of that drive alone tells of its files.
        # What is open to anyone with the link is in nobody's list until they open it in a browser.
        if file.change > int(text) and request.email in file.book.roles and not file.book.drive
    ]
    entries += [
        (change, _removed(world, ident))
        for (email, ident), change in drive.lost.items()
        if email == request.email and change > int(text) and not world.books[ident].role(email)
    ]
    entries.sort(key=lambda entry: entry[0])
    size = request.params.get("pageSize", 100)
    answer: Json = {"kind": "drive#changeList", "changes": [one for _, one in entries[:size]]}
    if len(entries) > size:
        return {**answer, "nextPageToken": str(entries[size - 1][0])}
    return {**answer, "newStartPageToken": str(drive.change)}


def _change(world: World, file: File, email: str) -> Json:
    return {
        "kind": "drive#change",
        "type": "file",
        "changeType": "file",
        "time": _stamp(file.told),
        "removed": False,
        "fileId": file.book.id,
        "file": _file(world, file, email),
    }


def _removed(world: World, ident: str) -> Json:
    return {
        "kind": "drive#change",
        "type": "file",
        "changeType": "file",
        "time": _stamp(world.clock.now),
        "removed": True,
        "fileId": ident,
    }


def watch_file(world: World, request: Request) -> Json:
    return _watch(world, request, _seen(world, request.params["fileId"], request.email).book.id)


def watch_changes(world: World, request: Request) -> Json:
    return _watch(world, request, "")


def _watch(world: World, request: Request, file: str) -> Json:
    body = request.body
    if (
        body.get("type") not in ("web_hook", "webhook")
        or not body.get("id")
        or not body.get("address")
    ):
        raise GoogleError(400, "Required", reason="required", domain="push")
    if body["id"] in world.drive.channels:
        raise GoogleError(
            400, f"Channel id {body['id']} not unique", reason="channelIdNotUnique", domain="push"
        )
    if not body["address"].startswith(("https://", "http://127.0.0.1")):
        raise GoogleError(
            400, "WebHook callback must be HTTPS", reason="push.webhookUrlNotHttps", domain="push"
        )
    longest = world.clock.now + timedelta(seconds=_LONGEST["files" if file else "changes"])
    wanted = body.get("expiration")
    ends = (
        datetime.fromtimestamp(int(wanted) / 1000, UTC)
        if wanted
        else world.clock.now + timedelta(hours=1)
    )
    channel = Channel(
        id=body["id"],
        resource_id=world.new_id("resource"),
        file=file,
        email=request.email,
        address=body["address"],
        token=body.get("token", ""),
        ends=min(ends, longest),
    )
    world.drive.open_channel(channel)
    return {
        "kind": "api#channel",
        "id": channel.id,
        "resourceId": channel.resource_id,
        "resourceUri": f"https://www.googleapis.com/drive/v3/files/{file}?alt=json",
        **({"token": channel.token} if channel.token else {}),
        "expiration": str(int(channel.ends.timestamp() * 1000)),
    }


def stop(world: World, request: Request) -> None:
    channel = world.drive.channels.get(request.body.get("id", ""))
    if (
        channel is None
        or channel.resource_id != request.body.get("resourceId")
        or channel.email != request.email
    ):
        raise GoogleError(404, "Channel not found", reason="notFound")
    del world.drive.channels[channel.id]


def about(_world: World, request: Request) -> Json:
    """Whose token it is."""
    name = request.email.partition("@")[0]
    user = {"kind": "drive#user", "displayName": name, "me": True, "emailAddress": request.email}
    return {"kind": "drive#about", "user": user}


DRIVE = {
    "drive.about.get": about,
    "drive.files.get": get,
    "drive.files.list": list_files,
    "drive.files.create": create,
    "drive.files.update": update,
    "drive.files.delete": delete,
    "drive.files.watch": watch_file,
    "drive.changes.getStartPageToken": start_token,
    "drive.changes.list": list_changes,
    "drive.changes.watch": watch_changes,
    "drive.channels.stop": stop,
}
