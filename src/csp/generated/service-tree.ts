// Made by `npm run generate` from mappings/csp/service-tree.yaml: change that file, not this one.
export const serviceTree = {
 "root": "WVCSPFeat",
 "shortForms": {
  "MF": "FundamentalFeat",
  "MP": "PresenceFeat",
  "MM": "IMFeat",
  "MG": "GroupFeat"
 },
 "refusedTogether": {
  "ContListFunc": "PresenceAuthFunc"
 },
 "features": {
  "FundamentalFeat": {
   "ServiceFunc": {
    "GETSPI": {
     "covers": [
      "GetSPInfo-Request"
     ]
    }
   },
   "SearchFunc": {
    "SRCH": {
     "covers": [
      "Search-Request"
     ]
    },
    "STSRC": {
     "covers": [
      "StopSearch-Request"
     ]
    },
    "ADVSR": {
     "in": [
      "1.3"
     ],
     "covers": []
    }
   },
   "InviteFunc": {
    "INVIT": {
     "covers": [
      "Invite-Request",
      "Invite-Response",
      "InviteUser-Request",
      "InviteUser-Response"
     ]
    },
    "CAINV": {
     "covers": [
      "CancelInvite-Request",
      "CancelInviteUser-Request"
     ]
    }
   },
   "VerifyIDFunc": {
    "VRID": {
     "in": [
      "1.2",
      "1.3"
     ],
     "covers": [
      "VerifyID-Request"
     ]
    }
   }
  },
  "PresenceFeat": {
   "ContListFunc": {
    "GCLI": {
     "covers": [
      "GetList-Request"
     ]
    },
    "CCLI": {
     "covers": [
      "CreateList-Request"
     ]
    },
    "DCLI": {
     "covers": [
      "DeleteList-Request"
     ]
    },
    "MCLS": {
     "covers": [
      "ListManage-Request"
     ]
    }
   },
   "PresenceAuthFunc": {
    "GETWL": {
     "covers": [
      "GetWatcherList-Request"
     ]
    },
    "REACT": {
     "in": [
      "1.1",
      "1.2"
     ],
     "covers": [
      "PresenceAuth-Request",
      "PresenceAuth-User"
     ]
    },
    "CAAUT": {
     "in": [
      "1.1",
      "1.2"
     ],
     "covers": [
      "CancelAuth-Request"
     ]
    },
    "GETAUT": {
     "in": [
      "1.2",
      "1.3"
     ],
     "covers": [
      "GetReactiveAuthStatus-Request"
     ]
    }
   },
   "PresenceDeliverFunc": {
    "GETPR": {
     "covers": [
      "GetPresence-Request"
     ]
    },
    "UPDPR": {
     "covers": [
      "UpdatePresence-Request"
     ]
    },
    "GETMAP": {
     "in": [
      "1.3"
     ],
     "covers": [
      "GetMap-Request"
     ]
    }
   },
   "AttListFunc": {
    "CALI": {
     "in": [
      "1.1",
      "1.2"
     ],
     "covers": [
      "CreateAttributeList-Request"
     ]
    },
    "DALI": {
     "in": [
      "1.1",
      "1.2"
     ],
     "covers": [
      "DeleteAttributeList-Request"
     ]
    },
    "GALS": {
     "in": [
      "1.1",
      "1.2"
     ],
     "covers": [
      "GetAttributeList-Request"
     ]
    }
   }
  },
  "IMFeat": {
   "IMSendFunc": {
    "MDELIV": {
     "covers": [
      "DeliveryReport-Request"
     ]
    },
    "FWMSG": {
     "covers": [
      "ForwardMessage-Request"
     ]
    },
    "EXCON": {
     "in": [
      "1.3"
     ],
     "covers": [
      "ExtendConversation-Request",
      "ExtendConversation-Response"
     ]
    }
   },
   "IMReceiveFunc": {
    "SETD": {
     "covers": [
      "SetDeliveryMethod-Request"
     ]
    },
    "GETLM": {
     "covers": [
      "GetMessageList-Request"
     ]
    },
    "GETM": {
     "covers": [
      "GetMessage-Request"
     ]
    },
    "REJCM": {
     "covers": [
      "RejectMessage-Request"
     ]
    },
    "NOTIF": {
     "covers": [
      "MessageNotification"
     ]
    },
    "NEWM": {
     "covers": [
      "NewMessage"
     ]
    },
    "SGMNT": {
     "in": [
      "1.3"
     ],
     "covers": [
      "GetSegment-Request",
      "DropSegment-Request"
     ]
    },
    "OFFNOTIF": {
     "in": [
      "1.3"
     ],
     "covers": []
    }
   },
   "IMAuthFunc": {
    "GLBLU": {
     "covers": [
      "GetBlockedList-Request"
     ]
    },
    "BLENT": {
     "covers": [
      "BlockEntity-Request"
     ]
    }
   }
  },
  "GroupFeat": {
   "GroupMgmtFunc": {
    "CREAG": {
     "covers": [
      "CreateGroup-Request"
     ]
    },
    "DELGR": {
     "covers": [
      "DeleteGroup-Request"
     ]
    },
    "GETGP": {
     "covers": [
      "GetGroupProps-Request"
     ]
    },
    "SETGP": {
     "covers": [
      "SetGroupProps-Request"
     ]
    }
   },
   "GroupUseFunc": {
    "SUBGCN": {
     "covers": [
      "SubscribeGroupNotice-Request"
     ]
    },
    "GRCHN": {
     "covers": [
      "GroupChangeNotice"
     ]
    },
    "GETJU": {
     "in": [
      "1.2",
      "1.3"
     ],
     "covers": [
      "GetJoinedUsers-Request"
     ]
    }
   },
   "GroupAuthFunc": {
    "GETGM": {
     "covers": [
      "GetGroupMembers-Request"
     ]
    },
    "ADDGM": {
     "covers": [
      "AddGroupMembers-Request"
     ]
    },
    "RMVGM": {
     "covers": [
      "RemoveGroupMembers-Request"
     ]
    },
    "MBRAC": {
     "covers": [
      "MemberAccess-Request"
     ]
    },
    "REJEC": {
     "covers": [
      "RejectList-Request"
     ]
    }
   }
  }
 }
} as const;
