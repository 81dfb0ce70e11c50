"""Made-up exports of the tools we know: the headings are theirs, the plan is ours."""

EXPORTS = {
    "microsoft_project": """
ID|Task Mode|Task Name|Duration|Start|Finish|Predecessors|Resource Names|% Complete|Cost
1|Auto Scheduled|Choose a site|5 days|Mon 9/7/26|Fri 9/11/26||Ann Lee|100%|$1,200
2|Auto Scheduled|Open the doors|2 days|Tue 9/29/26|Wed 9/30/26|1FS+2d|Bo Chan,Ann Lee|50%|$0
""",
    "smartsheet": """
Task Name|Duration|Start Date|End Date|Predecessors|Assigned To|% Complete|Status|Comments
Choose a site|5d|2026-09-07|2026-09-11||Ann Lee|100%|Complete|
Open the doors|2d|2026-09-29|2026-09-30|1|Bo Chan|50%|In Progress|
""",
    "asana": """
Task ID|Created At|Completed At|Last Modified|Name|Section/Column|Assignee|Assignee Email|Start Date|Due Date|Tags|Notes|Projects|Parent task|Blocked By (Dependencies)|Blocking (Dependencies)
1201|2026-08-01|2026-09-10|2026-09-10|Choose a site|Planning|Ann Lee|ann@example.org|2026-09-07|2026-09-11|site|near the river|Shop|||Open the doors
1202|2026-08-01||2026-09-02|Open the doors|Opening|Bo Chan|bo@example.org|2026-09-29|2026-09-30|||Shop||Choose a site|
""",
    "monday": """
Our shop
Planning
Name|Subitems|Owner|Status|Due Date|Timeline - Start|Timeline - End|Item ID (auto generated)
Choose a site||Ann Lee|Done|2026-09-11|2026-09-07|2026-09-11|1000000001
||||||
Opening
Name|Subitems|Owner|Status|Due Date|Timeline - Start|Timeline - End|Item ID (auto generated)
Open the doors||Bo Chan|Working on it|2026-09-30|2026-09-29|2026-09-30|1000000002
""",
    "trello": """
Card ID|Card Name|Card URL|Card Description|Labels|Members|Due Date|Attachment Count|Last Activity Date|List ID|List Name|Board ID|Board Name|Archived|Start Date|Due Complete
6701aa|Choose a site|https://trello.com/c/a||Site (green)|annlee|2026-09-11T10:00:00.000Z|0|2026-09-10T10:00:00.000Z|66aa|Done|66bb|Our shop|false|2026-09-07T08:00:00.000Z|true
6701ab|Open the doors|https://trello.com/c/b|||bochan, annlee|2026-09-30T10:00:00.000Z|0|2026-09-01T10:00:00.000Z|66ab|To do|66bb|Our shop|false|2026-09-29T08:00:00.000Z|false
""",
    "jira": """
Summary|Issue key|Issue id|Issue Type|Status|Priority|Assignee|Reporter|Labels|Labels|Sprint|Created|Due date|Custom field (Story Points)
Choose a site|SHOP-1|10001|Story|Done|High|Ann Lee|Cy Dow|site|north|Sprint 1|01/Aug/26 9:00 AM|11/Sep/26|3
Open the doors|SHOP-2|10002|Task|In Progress|Low|Bo Chan|Cy Dow|||Sprint 2|01/Aug/26 9:00 AM|30/Sep/26|5
""",
    "jira_timeline": """
Key|Issue Type|Parent|Summary|Status|Assignee|Sprint|Start date|Inferred start date|Due date|Inferred due date|Issue color
SHOP-1|Task||Choose a site|Done|Lee, Ann|Sprint 1|9/7/26||9/11/26||purple
SHOP-2|Task|SHOP-1|Open the doors|To Do|Chan, Bo|Sprint 2|9/29/26||9/30/26||blue
""",
    "clickup": """
Task ID|Task Custom ID|Task Name|Task Content|Status|Date Created|Date Created Text|Due Date|Due Date Text|Start Date|Start Date Text|Parent ID|Attachments|Assignees|Tags|Priority|List Name|Folder Name|Space Name|Time Estimated|Time Estimated Text
86a1|S-1|Choose a site||complete|1785571200000|2026-08-01|1789084800000|2026-09-11|1788739200000|2026-09-07|null|[]|[Ann Lee]|[]|2|Planning|Shops|Our shop|null|null
86a2|S-2|Open the doors||in progress|1785571200000|2026-08-01|1790726400000|2026-09-30|1790640000000|2026-09-29|null|[]|[Bo Chan,Ann Lee]|[]|3|Opening|Shops|Our shop|null|null
""",
    "linear": """
ID|Team|Title|Description|Status|Estimate|Priority|Project|Assignee|Labels|Cycle Number|Created|Started|Completed|Canceled|Due Date|Parent issue
SHO-1|Shop|Choose a site|near the river|Done|3|2|Our shop|ann@example.org||7|2026-08-01T08:00:00Z|2026-09-07T08:00:00Z|2026-09-10T08:00:00Z||2026-09-11|
SHO-2|Shop|Open the doors||In Progress|1|4|Our shop|bo@example.org||7|2026-08-01T08:00:00Z|2026-09-29T08:00:00Z|||2026-09-30|SHO-1
""",
    "notion": """
Name|Status|Assign|Project|Tags|Priority|Start|Due|Estimate|Notes|Created time|URL
Choose a site|Done|Ann Lee|Our shop|site|High|2026-09-07|2026-09-11|2||August 1, 2026 9:00 AM|
Open the doors|In progress|Bo Chan|Our shop||Low|2026-09-29|2026-09-30|1||August 1, 2026 9:00 AM|
""",
    "airtable": """
Name|Notes|Assignee|Status|Start date|Due date|Attachments|Attachment Summary
Choose a site|near the river|Ann Lee|Done|2026-09-07|2026-09-11||
Open the doors||Bo Chan|In progress|2026-09-29|2026-09-30||
""",
    "gitlab": """
Title|Description|Issue ID|URL|State|Author|Author Username|Assignee|Assignee Username|Confidential|Locked|Due Date|Created At (UTC)|Updated At (UTC)|Closed At (UTC)|Milestone|Weight|Labels|Time Estimate|Time Spent
Choose a site|near the river|1|https://gitlab.example/1|Closed|Cy Dow|cy|Ann Lee|ann|No|No|2026-09-11|2026-08-01 08:00:00|2026-09-10 08:00:00|2026-09-10 08:00:00|Planning|||3600|0
Open the doors||2|https://gitlab.example/2|Open|Cy Dow|cy|Bo Chan|bo|No|No|2026-09-30|2026-08-01 08:00:00|2026-09-01 08:00:00||Opening|||0|0
""",
    "github": """
Title|URL|Assignees|Status|Labels|Milestone|Repository|Linked pull requests|Start date|Target date
Choose a site|https://github.example/1|annlee|Done||Planning|shop/site||2026-09-07|2026-09-11
Open the doors|https://github.example/2|bochan, annlee|In Progress||Opening|shop/site||2026-09-29|2026-09-30
""",
    "openproject": """
ID|Type|Subject|Status|Assignee|Priority|Start date|Finish date|% Complete|Version
11|Task|Choose a site|Closed|Ann Lee|High|2026-09-07|2026-09-11|100%|Planning
12|Task|Open the doors|In progress|Bo Chan|Normal|2026-09-29|2026-09-30|50%|Opening
""",
    "wrike": """
Key|Parent task|Title|Status|Priority|Assigned to|Start date|Duration|End date|Depends on|Description
1||Choose a site|Completed|High|ann@example.org|07/09/2026|5d|11/09/2026||
2||Open the doors|Active|Normal|bo@example.org|29/09/2026|2d|30/09/2026|1FS|
""",
    "planner": """
Task ID|Task Name|Bucket Name|Progress|Priority|Assigned To|Created By|Created Date|Start Date|Due Date|Is Recurring|Late|Completed Date|Completed By|Labels|Description
a1|Choose a site|Planning|Completed|Urgent|Ann Lee|Cy Dow|08/01/2026|09/07/2026|09/11/2026|false|false|09/10/2026|Ann Lee||
a2|Open the doors|Opening|In progress|Low|Bo Chan;Ann Lee|Cy Dow|08/01/2026|09/29/2026|09/30/2026|false|false||||
""",
    "azure_devops": """
ID|Work Item Type|Title|Assigned To|State|Tags|Iteration Path|Start Date|Target Date
272|Issue|Choose a site|Ann Lee <ann@example.org>|Closed||Shop\\Planning|9/7/2026 7:00:00 AM|9/11/2026 7:00:00 AM
273|Task|Open the doors|Bo Chan <bo@example.org>|Active||Shop\\Opening|9/29/2026 7:00:00 AM|9/30/2026 7:00:00 AM
""",
    "redmine": """
#|Project|Tracker|Parent task|Status|Priority|Subject|Author|Assignee|Updated|Category|Target version|Start date|Due date|Estimated time|% Done|Created|Closed|Related issues|Private|Description
42|Our shop|Task||Closed|High|Choose a site|Cy Dow|Ann Lee|09/10/2026 09:15 AM|Site|Planning|09/07/2026|09/11/2026|8.00|100|08/01/2026 09:15 AM|09/10/2026 09:15 AM||No|
43|Our shop|Task||In Progress|Normal|Open the doors|Cy Dow|Bo Chan|09/01/2026 09:15 AM|Hall|Opening|09/29/2026|09/30/2026|3.00|50|08/01/2026 09:15 AM|||No|
""",
    "primavera": """
task_code|status_code|wbs_id|task_name|pred_list|succ_list|start_date|end_date|delete_record_flag
Activity ID|Activity Status|WBS Code|Activity Name|(*)Predecessors|(*)Successors|(*)Start|(*)Finish|Delete This Row
SH-10|Completed|SHOP.1|Choose a site||SH-20|9/7/2026 8:00:00 AM|9/11/2026 5:00:00 PM|
SH-20|Not Started|SHOP.2|Open the doors|SH-10||9/29/2026 8:00:00 AM|9/30/2026 5:00:00 PM|
""",
    "ganttproject": """
ID|Name|Begin date|End date|Duration|Completion|Cost|Coordinator|Predecessors|Outline number|Resources|Assignments|Task color|Web Link|Notes
0|Choose a site|9/7/26|9/11/26|5|100|1200|Ann Lee||1|Ann Lee||#8cb6ce||
1|Open the doors|9/29/26|9/30/26|2|50|0|Bo Chan|0|2|Bo Chan||#8cb6ce||
""",
    "vertex42": """
Our shop
Project lead|Ann Lee
WBS|Task|Lead|Predecessor|Start|End|Days|% Done|Work Days
1|Choose a site|Ann Lee||2026-09-07|2026-09-11|5|100%|5
2|Open the doors|Bo Chan|1|2026-09-29|2026-09-30|2|50%|2
""",
    "gantt_template": """
Our shop
TASK|ASSIGNED TO|PROGRESS|START|END
Choose a site|Ann Lee|100%|2026-09-07|2026-09-11
Open the doors|Bo Chan|50%|2026-09-29|2026-09-30
Insert new rows ABOVE this one||||
""",
    "google_gantt": """
PROJECT TITLE|Our shop
WBS NUMBER|TASK TITLE|TASK OWNER|START DATE|DUE DATE|DURATION (DAYS)|PCT OF TASK COMPLETE
1|Planning||||
1.1|Choose a site|Ann Lee|2026-09-07|2026-09-11|5|100%
2|Opening||||
2.1|Open the doors|Bo Chan|2026-09-29|2026-09-30|2|50%
""",
    "skhokho": """
Title|Due Date|Description|Tasks|Timesheets
Choose a site|2026-09-11|near the river|4|2
Open the doors|2026-09-30|with a band|3|0
""",
    "celoxis": """
WBS Code|Name|Description|Planned Start|Planned Finish|Predecessors (WBS Codes)|Duration|Planned Effort|Resources|% Comp|Priority
1|Choose a site||2026-09-07|2026-09-11||5d|40h|Ann Lee|100|HIGH
2|Open the doors||2026-09-29|2026-09-30|1|2d|16h|Bo Chan|50|VERY_LOW
""",
    "taskworld": """
Project|Tasklist|Task|Description|Assigned To|Followers|Creation Date|Completion Date|Start Date|Due Date|Tags|Status|Points
Our shop|Planning|Choose a site||ann@example.org||2026-08-01|2026-09-10|2026-09-07|2026-09-11||Completed|3
Our shop|Opening|Open the doors||bo@example.org||2026-08-01||2026-09-29|2026-09-30||Active|1
""",
}
