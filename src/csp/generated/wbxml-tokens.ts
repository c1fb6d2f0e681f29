// Made by `npm run generate` from mappings/csp/wbxml-tokens.yaml: change that file, not this one.
export const wbxmlTokens = {
 "versions": {
  "1.1": {
   "publicId": 16,
   "publicIdText": [
    "-//WIRELESSVILLAGE//DTD CSP 1.1//EN",
    "-//OMA//DTD WV-CSP 1.1//EN"
   ],
   "namespaces": {
    "csp": "http://www.wireless-village.org/CSP1.1",
    "trc": "http://www.wireless-village.org/TRC1.1",
    "pa": "http://www.wireless-village.org/PA1.1"
   }
  },
  "1.2": {
   "publicId": 17,
   "publicIdText": [
    "-//OMA//DTD WV-CSP 1.2//EN"
   ],
   "namespaces": {
    "csp": "http://www.openmobilealliance.org/DTD/WV-CSP1.2",
    "trc": "http://www.openmobilealliance.org/DTD/WV-TRC1.2",
    "pa": "http://www.openmobilealliance.org/DTD/WV-PA1.2"
   }
  },
  "1.3": {
   "publicId": 18,
   "publicIdText": [
    "-//OMA//DTD IMPS-CSP 1.3//EN"
   ],
   "namespaces": {
    "csp": "http://www.openmobilealliance.org/DTD/IMPS-CSP1.3",
    "trc": "http://www.openmobilealliance.org/DTD/IMPS-TRC1.3",
    "pa": "http://www.openmobilealliance.org/DTD/IMPS-PA1.3"
   }
  }
 },
 "pages": {
  "Common": {
   "number": 0,
   "tags": {
    "Acceptance": 5,
    "AddList": 6,
    "AddNickList": 7,
    "SName": 8,
    "WV-CSP-Message": 9,
    "ClientID": 10,
    "Code": 11,
    "ContactList": 12,
    "ContentData": 13,
    "ContentEncoding": 14,
    "ContentSize": 15,
    "ContentType": 16,
    "DateTime": 17,
    "Description": 18,
    "DetailedResult": 19,
    "EntityList": 20,
    "Group": 21,
    "GroupID": 22,
    "GroupList": 23,
    "InUse": {
     "token": 24,
     "in": [
      "1.1",
      "1.2"
     ],
     "read": [
      "1.3"
     ]
    },
    "Logo": 25,
    "MessageCount": 26,
    "MessageID": 27,
    "MessageURI": 28,
    "MSISDN": 29,
    "Name": 30,
    "NickList": 31,
    "NickName": 32,
    "Poll": 33,
    "Presence": 34,
    "PresenceSubList": 35,
    "PresenceValue": 36,
    "Property": 37,
    "Qualifier": 38,
    "Recipient": 39,
    "RemoveList": 40,
    "RemoveNickList": 41,
    "Result": 42,
    "ScreenName": 43,
    "Sender": 44,
    "Session": 45,
    "SessionDescriptor": 46,
    "SessionID": 47,
    "SessionType": 48,
    "Status": 49,
    "Transaction": 50,
    "TransactionContent": 51,
    "TransactionDescriptor": 52,
    "TransactionID": 53,
    "TransactionMode": 54,
    "URL": 55,
    "URLList": 56,
    "User": 57,
    "UserID": 58,
    "UserList": 59,
    "Validity": 60,
    "Value": 61
   }
  },
  "Access": {
   "number": 1,
   "tags": {
    "AllFunctions": 5,
    "AllFunctionsRequest": 6,
    "CancelInvite-Request": 7,
    "CancelInviteUser-Request": 8,
    "Capability": {
     "token": 9,
     "in": [
      "1.1",
      "1.2"
     ],
     "read": [
      "1.3"
     ]
    },
    "CapabilityList": 10,
    "CapabilityRequest": 11,
    "ClientCapability-Request": 12,
    "ClientCapability-Response": 13,
    "DigestBytes": 14,
    "DigestSchema": 15,
    "Disconnect": 16,
    "Functions": 17,
    "GetSPInfo-Request": 18,
    "GetSPInfo-Response": 19,
    "InviteID": 20,
    "InviteNote": 21,
    "Invite-Request": 22,
    "Invite-Response": 23,
    "InviteType": 24,
    "InviteUser-Request": 25,
    "InviteUser-Response": 26,
    "KeepAlive-Request": 27,
    "KeepAliveTime": 28,
    "Login-Request": 29,
    "Login-Response": 30,
    "Logout-Request": 31,
    "Nonce": 32,
    "Password": 33,
    "Polling-Request": 34,
    "ResponseNote": 35,
    "SearchElement": 36,
    "SearchFindings": 37,
    "SearchID": 38,
    "SearchIndex": 39,
    "SearchLimit": 40,
    "KeepAlive-Response": 41,
    "SearchPairList": 42,
    "Search-Request": 43,
    "Search-Response": 44,
    "SearchResult": 45,
    "Service-Request": 46,
    "Service-Response": 47,
    "SessionCookie": 48,
    "StopSearch-Request": 49,
    "TimeToLive": 50,
    "SearchString": 51,
    "CompletionFlag": 52,
    "ReceiveList": {
     "token": 54,
     "in": [
      "1.2",
      "1.3"
     ],
     "read": [
      "1.1"
     ]
    },
    "VerifyID-Request": {
     "token": 55,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "Extended-Request": {
     "token": 56,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "Extended-Response": {
     "token": 57,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "AgreedCapabilityList": {
     "token": 58,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "ExtendedData": {
     "token": 59,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "OtherServer": {
     "token": 60,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "PresenceAttributeNSName": {
     "token": 61,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "SessionNSName": {
     "token": 62,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "TransactionNSName": {
     "token": 63,
     "in": [
      "1.2",
      "1.3"
     ]
    }
   }
  },
  "Service": {
   "number": 2,
   "tags": {
    "ADDGM": 5,
    "AttListFunc": {
     "token": 6,
     "in": [
      "1.1",
      "1.2"
     ],
     "read": [
      "1.3"
     ]
    },
    "BLENT": 7,
    "CAAUT": {
     "token": 8,
     "in": [
      "1.1",
      "1.2"
     ],
     "read": [
      "1.3"
     ]
    },
    "CAINV": 9,
    "CALI": {
     "token": 10,
     "in": [
      "1.1",
      "1.2"
     ],
     "read": [
      "1.3"
     ]
    },
    "CCLI": 11,
    "ContListFunc": 12,
    "CREAG": 13,
    "DALI": {
     "token": 14,
     "in": [
      "1.1",
      "1.2"
     ],
     "read": [
      "1.3"
     ]
    },
    "DCLI": 15,
    "DELGR": 16,
    "FundamentalFeat": 17,
    "FWMSG": 18,
    "GALS": {
     "token": 19,
     "in": [
      "1.1",
      "1.2"
     ],
     "read": [
      "1.3"
     ]
    },
    "GCLI": 20,
    "GETGM": 21,
    "GETGP": 22,
    "GETLM": 23,
    "GETM": 24,
    "GETPR": 25,
    "GETSPI": 26,
    "GETWL": 27,
    "GLBLU": 28,
    "GRCHN": 29,
    "GroupAuthFunc": 30,
    "GroupFeat": 31,
    "GroupMgmtFunc": 32,
    "GroupUseFunc": 33,
    "IMAuthFunc": 34,
    "IMFeat": 35,
    "IMReceiveFunc": 36,
    "IMSendFunc": 37,
    "INVIT": 38,
    "InviteFunc": 39,
    "MBRAC": 40,
    "MCLS": 41,
    "MDELIV": 42,
    "NEWM": 43,
    "NOTIF": 44,
    "PresenceAuthFunc": 45,
    "PresenceDeliverFunc": 46,
    "PresenceFeat": 47,
    "REACT": {
     "token": 48,
     "in": [
      "1.1",
      "1.2"
     ],
     "read": [
      "1.3"
     ]
    },
    "REJCM": 49,
    "REJEC": 50,
    "RMVGM": 51,
    "SearchFunc": 52,
    "ServiceFunc": 53,
    "SETD": 54,
    "SETGP": 55,
    "SRCH": 56,
    "STSRC": 57,
    "SUBGCN": 58,
    "UPDPR": 59,
    "WVCSPFeat": 60,
    "MF": {
     "token": 61,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "MG": {
     "token": 62,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "MM": {
     "token": 63,
     "in": [
      "1.2",
      "1.3"
     ]
    }
   }
  },
  "ClientCapability": {
   "number": 3,
   "tags": {
    "AcceptedCharset": {
     "token": 5,
     "in": [
      "1.1",
      "1.2"
     ],
     "read": [
      "1.3"
     ]
    },
    "AcceptedContentLength": {
     "token": 6,
     "in": [
      "1.1",
      "1.2"
     ],
     "read": [
      "1.3"
     ]
    },
    "AcceptedContentType": 7,
    "AcceptedTransferEncoding": 8,
    "AnyContent": 9,
    "DefaultLanguage": 10,
    "InitialDeliveryMethod": 11,
    "MultiTrans": 12,
    "ParserSize": 13,
    "ServerPollMin": 14,
    "SupportedBearer": 15,
    "SupportedCIRMethod": 16,
    "TCPAddress": 17,
    "TCPPort": 18,
    "UDPPort": 19,
    "CIRURL": {
     "token": 20,
     "in": [
      "1.2"
     ]
    },
    "CIRHTTPAddress": {
     "token": 20,
     "in": [
      "1.3"
     ]
    },
    "UDPAddress": {
     "token": 21,
     "in": [
      "1.3"
     ]
    },
    "AcceptedPullLength": {
     "token": 22,
     "in": [
      "1.3"
     ]
    },
    "AcceptedPushLength": {
     "token": 23,
     "in": [
      "1.3"
     ]
    },
    "AcceptedRichContentLength": {
     "token": 24,
     "in": [
      "1.3"
     ]
    },
    "AcceptedTextContentLength": {
     "token": 25,
     "in": [
      "1.3"
     ]
    },
    "OfflineETEMHandling": {
     "token": 26,
     "in": [
      "1.3"
     ]
    },
    "PlainTextCharset": {
     "token": 27,
     "in": [
      "1.3"
     ]
    },
    "SessionPriority": {
     "token": 28,
     "in": [
      "1.3"
     ]
    },
    "SupportedOfflineBearer": {
     "token": 29,
     "in": [
      "1.3"
     ]
    },
    "UserSessionLimit": {
     "token": 31,
     "in": [
      "1.3"
     ]
    },
    "CIRSMSAddress": {
     "token": 32,
     "in": [
      "1.3"
     ]
    },
    "MultiTransPerMessage": {
     "token": 33,
     "in": [
      "1.3"
     ]
    },
    "OnlineETEMHandling": {
     "token": 34,
     "in": [
      "1.3"
     ]
    },
    "ContentPolicy": {
     "token": 35,
     "in": [
      "1.3"
     ]
    },
    "ContentPolicyLimit": {
     "token": 36,
     "in": [
      "1.3"
     ]
    }
   }
  },
  "PresencePrimitive": {
   "number": 4,
   "tags": {
    "CancelAuth-Request": {
     "token": 5,
     "in": [
      "1.1",
      "1.2"
     ],
     "read": [
      "1.3"
     ]
    },
    "ContactListProperties": 6,
    "CreateAttributeList-Request": 7,
    "CreateList-Request": 8,
    "DefaultAttributeList": 9,
    "DefaultContactList": 10,
    "DefaultList": 11,
    "DeleteAttributeList-Request": 12,
    "DeleteList-Request": 13,
    "GetAttributeList-Request": 14,
    "GetAttributeList-Response": 15,
    "GetList-Request": 16,
    "GetList-Response": 17,
    "GetPresence-Request": 18,
    "GetPresence-Response": 19,
    "GetWatcherList-Request": 20,
    "GetWatcherList-Response": 21,
    "ListManage-Request": 22,
    "ListManage-Response": 23,
    "UnsubscribePresence-Request": 24,
    "PresenceAuth-Request": 25,
    "PresenceAuth-User": 26,
    "PresenceNotification-Request": 27,
    "UpdatePresence-Request": 28,
    "SubscribePresence-Request": 29,
    "AutoSubscribe": {
     "token": 30,
     "in": [
      "1.2"
     ],
     "read": [
      "1.1",
      "1.3"
     ]
    },
    "GetReactiveAuthStatus-Request": {
     "token": 31,
     "in": [
      "1.2"
     ],
     "read": [
      "1.3"
     ]
    },
    "GetReactiveAuthStatus-Response": {
     "token": 32,
     "in": [
      "1.2"
     ],
     "read": [
      "1.3"
     ]
    },
    "CreateList-Response": {
     "token": 33,
     "in": [
      "1.3"
     ]
    }
   }
  },
  "PresenceAttribute": {
   "number": 5,
   "tags": {
    "Accuracy": 5,
    "Address": 6,
    "AddrPref": 7,
    "Alias": 8,
    "Altitude": 9,
    "Building": 10,
    "Caddr": 11,
    "City": 12,
    "ClientInfo": 13,
    "ClientProducer": 14,
    "ClientType": 15,
    "ClientVersion": 16,
    "CommC": 17,
    "CommCap": 18,
    "ContactInfo": 19,
    "ContainedvCard": 20,
    "Country": 21,
    "Crossing1": 22,
    "Crossing2": 23,
    "DevManufacturer": 24,
    "DirectContent": 25,
    "FreeTextLocation": 26,
    "GeoLocation": 27,
    "Language": 28,
    "Latitude": 29,
    "Longitude": 30,
    "Model": 31,
    "NamedArea": 32,
    "OnlineStatus": 33,
    "PLMN": 34,
    "PrefC": 35,
    "PreferredContacts": 36,
    "PreferredLanguage": 37,
    "ReferredContent": 38,
    "ReferredvCard": 39,
    "Registration": 40,
    "StatusContent": 41,
    "StatusMood": 42,
    "StatusText": 43,
    "Street": 44,
    "TimeZone": 45,
    "UserAvailability": 46,
    "Cap": 47,
    "Cname": 48,
    "Contact": 49,
    "Cpriority": 50,
    "Cstatus": 51,
    "Note": 52,
    "Zone": 53,
    "ContentType": {
     "token": 54,
     "in": [],
     "read": [
      "1.2",
      "1.3"
     ]
    },
    "Inf_link": {
     "token": 55,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "InfoLink": {
     "token": 56,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "Link": {
     "token": 57,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "Text": {
     "token": 58,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "ClientContentLimit": {
     "token": 59,
     "in": [
      "1.3"
     ]
    },
    "ClientIMPriority": {
     "token": 60,
     "in": [
      "1.3"
     ]
    },
    "MaxPullLength": {
     "token": 61,
     "in": [
      "1.3"
     ]
    },
    "MaxPushLength": {
     "token": 62,
     "in": [
      "1.3"
     ]
    }
   }
  },
  "Messaging": {
   "number": 6,
   "tags": {
    "BlockList": 5,
    "BlockEntity-Request": 6,
    "DeliveryMethod": 7,
    "DeliveryReport": 8,
    "DeliveryReport-Request": 9,
    "ForwardMessage-Request": 10,
    "GetBlockedList-Request": 11,
    "GetBlockedList-Response": 12,
    "GetMessageList-Request": 13,
    "GetMessageList-Response": 14,
    "GetMessage-Request": 15,
    "GetMessage-Response": 16,
    "GrantList": 17,
    "MessageDelivered": 18,
    "MessageInfo": 19,
    "MessageNotification": 20,
    "NewMessage": 21,
    "RejectMessage-Request": 22,
    "SendMessage-Request": 23,
    "SendMessage-Response": 24,
    "SetDeliveryMethod-Request": 25,
    "DeliveryTime": 26,
    "MessageInfoList": {
     "token": 32,
     "in": [
      "1.3"
     ]
    },
    "ForwardMessage-Response": {
     "token": 33,
     "in": [
      "1.3"
     ]
    }
   }
  },
  "Group": {
   "number": 7,
   "tags": {
    "AddGroupMembers-Request": 5,
    "Admin": 6,
    "CreateGroup-Request": 7,
    "DeleteGroup-Request": 8,
    "GetGroupMembers-Request": 9,
    "GetGroupMembers-Response": 10,
    "GetGroupProps-Request": 11,
    "GetGroupProps-Response": 12,
    "GroupChangeNotice": 13,
    "GroupProperties": 14,
    "Joined": 15,
    "JoinedRequest": 16,
    "JoinGroup-Request": 17,
    "JoinGroup-Response": 18,
    "LeaveGroup-Request": 19,
    "LeaveGroup-Response": 20,
    "Left": 21,
    "MemberAccess-Request": 22,
    "Mod": 23,
    "OwnProperties": 24,
    "RejectList-Request": 25,
    "RejectList-Response": 26,
    "RemoveGroupMembers-Request": 27,
    "SetGroupProps-Request": 28,
    "SubscribeGroupNotice-Request": 29,
    "SubscribeGroupNotice-Response": 30,
    "Users": {
     "token": 31,
     "in": [
      "1.1",
      "1.2"
     ],
     "read": [
      "1.3"
     ]
    },
    "WelcomeNote": 32,
    "JoinGroup": 33,
    "SubscribeNotification": 34,
    "SubscribeType": 35,
    "GetJoinedUsers-Request": {
     "token": 36,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "GetJoinedUsers-Response": {
     "token": 37,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "AdminMapList": {
     "token": 38,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "AdminMapping": {
     "token": 39,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "Mapping": {
     "token": 40,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "ModMapping": {
     "token": 41,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "UserMapList": {
     "token": 42,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "UserMapping": {
     "token": 43,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "JoinedBlocked": {
     "token": 44,
     "in": [
      "1.3"
     ]
    },
    "LeftBlocked": {
     "token": 45,
     "in": [
      "1.3"
     ]
    }
   }
  },
  "ServiceContinued": {
   "number": 8,
   "tags": {
    "MP": {
     "token": 5,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "GETAUT": {
     "token": 6,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "GETJU": {
     "token": 7,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "VRID": {
     "token": 8,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "VerifyIDFunc": {
     "token": 9,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "GETMAP": {
     "token": 10,
     "in": [
      "1.3"
     ]
    },
    "SGMNT": {
     "token": 11,
     "in": [
      "1.3"
     ]
    },
    "EXCON": {
     "token": 12,
     "in": [
      "1.3"
     ]
    },
    "OFFNOTIF": {
     "token": 13,
     "in": [
      "1.3"
     ]
    },
    "ADVSR": {
     "token": 14,
     "in": [
      "1.3"
     ]
    }
   }
  },
  "CommonContinued": {
   "number": 9,
   "tags": {
    "CIR": {
     "token": 5,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "Domain": {
     "token": 6,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "ExtBlock": {
     "token": 7,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "HistoryPeriod": {
     "token": 8,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "IDList": {
     "token": 9,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "MaxWatcherList": {
     "token": 10,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "ReactiveAuthState": {
     "token": 11,
     "in": [
      "1.2"
     ]
    },
    "AnswerOptionText": {
     "token": 11,
     "in": [
      "1.3"
     ]
    },
    "ReactiveAuthStatus": {
     "token": 12,
     "in": [
      "1.2"
     ]
    },
    "ReactiveAuthStatusList": {
     "token": 13,
     "in": [
      "1.2"
     ]
    },
    "Watcher": {
     "token": 14,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "WatcherStatus": {
     "token": 15,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "Font": {
     "token": 16,
     "in": [
      "1.3"
     ]
    },
    "Size": {
     "token": 17,
     "in": [
      "1.3"
     ]
    },
    "Style": {
     "token": 18,
     "in": [
      "1.3"
     ]
    },
    "Color": {
     "token": 19,
     "in": [
      "1.3"
     ]
    },
    "ContentName": {
     "token": 20,
     "in": [
      "1.3"
     ]
    },
    "Map": {
     "token": 21,
     "in": [
      "1.3"
     ]
    },
    "NotificationType": {
     "token": 22,
     "in": [
      "1.3"
     ]
    },
    "NotificationTypeList": {
     "token": 23,
     "in": [
      "1.3"
     ]
    },
    "FriendlyName": {
     "token": 24,
     "in": [
      "1.3"
     ]
    },
    "ClearPublicProfile": {
     "token": 25,
     "in": [
      "1.3"
     ]
    },
    "PublicProfile": {
     "token": 26,
     "in": [
      "1.3"
     ]
    },
    "AnswerOption": {
     "token": 27,
     "in": [
      "1.3"
     ]
    },
    "AnswerOptionID": {
     "token": 28,
     "in": [
      "1.3"
     ]
    },
    "AnswerOptions": {
     "token": 29,
     "in": [
      "1.3"
     ]
    },
    "ApplicationID": {
     "token": 30,
     "in": [
      "1.3"
     ]
    },
    "AuthorizeAndGrant": {
     "token": 31,
     "in": [
      "1.3"
     ]
    },
    "ChosenOptionID": {
     "token": 32,
     "in": [
      "1.3"
     ]
    },
    "ContactListNotify": {
     "token": 33,
     "in": [
      "1.3"
     ]
    },
    "DefaultNotify": {
     "token": 34,
     "in": [
      "1.3"
     ]
    },
    "ExtendConversationUser": {
     "token": 35,
     "in": [
      "1.3"
     ]
    },
    "InText": {
     "token": 36,
     "in": [
      "1.3"
     ]
    },
    "SegmentCount": {
     "token": 37,
     "in": [
      "1.3"
     ]
    },
    "SegmentID": {
     "token": 38,
     "in": [
      "1.3"
     ]
    },
    "SegmentInfo": {
     "token": 39,
     "in": [
      "1.3"
     ]
    },
    "SegmentReference": {
     "token": 40,
     "in": [
      "1.3"
     ]
    },
    "SystemMessage": {
     "token": 41,
     "in": [
      "1.3"
     ]
    },
    "SystemMessageID": {
     "token": 42,
     "in": [
      "1.3"
     ]
    },
    "SystemMessageList": {
     "token": 43,
     "in": [
      "1.3"
     ]
    },
    "SystemMessageResponse": {
     "token": 44,
     "in": [
      "1.3"
     ]
    },
    "SystemMessageResponseList": {
     "token": 45,
     "in": [
      "1.3"
     ]
    },
    "SystemMessageText": {
     "token": 47,
     "in": [
      "1.3"
     ]
    },
    "TryAgainTimeout": {
     "token": 48,
     "in": [
      "1.3"
     ]
    },
    "UserNotify": {
     "token": 49,
     "in": [
      "1.3"
     ]
    },
    "VerificationKey": {
     "token": 50,
     "in": [
      "1.3"
     ]
    },
    "VerificationMechanism": {
     "token": 51,
     "in": [
      "1.3"
     ]
    },
    "GetMap-Request": {
     "token": 52,
     "in": [
      "1.3"
     ]
    },
    "GetMap-Response": {
     "token": 53,
     "in": [
      "1.3"
     ]
    },
    "ExtendConversationID": {
     "token": 54,
     "in": [
      "1.3"
     ]
    },
    "WatcherCount": {
     "token": 55,
     "in": [
      "1.3"
     ]
    },
    "RequiresResponse": {
     "token": 56,
     "in": [
      "1.3"
     ]
    },
    "ExtBlockETEM": {
     "token": 57,
     "in": [
      "1.3"
     ]
    },
    "GroupContentLimit": {
     "token": 58,
     "in": [
      "1.3"
     ]
    },
    "MessageTotalCount": {
     "token": 59,
     "in": [
      "1.3"
     ]
    },
    "UnrecognizedUserID": {
     "token": 60,
     "in": [
      "1.3"
     ]
    },
    "UserIDPair": {
     "token": 61,
     "in": [
      "1.3"
     ]
    },
    "ValidUserID": {
     "token": 62,
     "in": [
      "1.3"
     ]
    },
    "UserIDList": {
     "token": 63,
     "in": [
      "1.3"
     ]
    }
   }
  },
  "AccessContinued": {
   "number": 10,
   "tags": {
    "WV-CSP-VersionDiscovery-Request": {
     "token": 5,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "WV-CSP-VersionDiscovery-Response": {
     "token": 6,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "VersionList": {
     "token": 7,
     "in": [
      "1.2",
      "1.3"
     ]
    },
    "SubscribeNotification-Request": {
     "token": 8,
     "in": [
      "1.3"
     ]
    },
    "UnsubscribeNotification-Request": {
     "token": 9,
     "in": [
      "1.3"
     ]
    },
    "Notification-Request": {
     "token": 10,
     "in": [
      "1.3"
     ]
    },
    "AdvancedCriteria": {
     "token": 11,
     "in": [
      "1.3"
     ]
    },
    "PairID": {
     "token": 12,
     "in": [
      "1.3"
     ]
    },
    "GetPublicProfile-Request": {
     "token": 13,
     "in": [
      "1.3"
     ]
    },
    "GetPublicProfile-Response": {
     "token": 14,
     "in": [
      "1.3"
     ]
    },
    "UpdatePublicProfile-Request": {
     "token": 15,
     "in": [
      "1.3"
     ]
    },
    "DropSegment-Request": {
     "token": 16,
     "in": [
      "1.3"
     ]
    },
    "ExtendConversation-Response": {
     "token": 17,
     "in": [
      "1.3"
     ]
    },
    "ExtendConversation-Request": {
     "token": 18,
     "in": [
      "1.3"
     ]
    },
    "GetSegment-Request": {
     "token": 19,
     "in": [
      "1.3"
     ]
    },
    "GetSegment-Response": {
     "token": 20,
     "in": [
      "1.3"
     ]
    },
    "SystemMessage-Request": {
     "token": 21,
     "in": [
      "1.3"
     ]
    },
    "SystemMessage-User": {
     "token": 22,
     "in": [
      "1.3"
     ]
    },
    "SearchPair": {
     "token": 23,
     "in": [
      "1.3"
     ]
    },
    "SegmentContent": {
     "token": 24,
     "in": [
      "1.3"
     ]
    }
   }
  },
  "CommonContinued2": {
   "number": 11,
   "tags": {
    "GrantListInUse": {
     "token": 5,
     "in": [
      "1.3"
     ]
    },
    "BlockListInUse": {
     "token": 6,
     "in": [
      "1.3"
     ]
    },
    "ContactListIDList": {
     "token": 7,
     "in": [
      "1.3"
     ]
    },
    "AnswerOptionsText": {
     "token": 8,
     "in": [
      "1.3"
     ]
    }
   }
  }
 },
 "attributes": [
  {
   "token": 5,
   "name": "xmlns",
   "prefix": "http://www.wireless-village.org/CSP",
   "in": [
    "1.1",
    "1.2",
    "1.3"
   ]
  },
  {
   "token": 6,
   "name": "xmlns",
   "prefix": "http://www.wireless-village.org/PA",
   "in": [
    "1.1",
    "1.2",
    "1.3"
   ]
  },
  {
   "token": 7,
   "name": "xmlns",
   "prefix": "http://www.wireless-village.org/TRC",
   "in": [
    "1.1",
    "1.2",
    "1.3"
   ]
  },
  {
   "token": 8,
   "name": "xmlns",
   "prefix": "http://www.openmobilealliance.org/DTD/WV-CSP",
   "in": [
    "1.2",
    "1.3"
   ],
   "read": [
    "1.1"
   ]
  },
  {
   "token": 9,
   "name": "xmlns",
   "prefix": "http://www.openmobilealliance.org/DTD/WV-PA",
   "in": [
    "1.2",
    "1.3"
   ],
   "read": [
    "1.1"
   ]
  },
  {
   "token": 10,
   "name": "xmlns",
   "prefix": "http://www.openmobilealliance.org/DTD/WV-TRC",
   "in": [
    "1.2",
    "1.3"
   ],
   "read": [
    "1.1"
   ]
  },
  {
   "token": 11,
   "name": "xmlns",
   "prefix": "http://www.openmobilealliance.org/DTD/IMPS-CSP",
   "in": [
    "1.3"
   ]
  },
  {
   "token": 12,
   "name": "xmlns",
   "prefix": "http://www.openmobilealliance.org/DTD/IMPS-PA",
   "in": [
    "1.3"
   ]
  },
  {
   "token": 13,
   "name": "xmlns",
   "prefix": "http://www.openmobilealliance.org/DTD/IMPS-TRC",
   "in": [
    "1.3"
   ]
  }
 ],
 "values": [
  {
   "token": 0,
   "text": "AccessType"
  },
  {
   "token": 1,
   "text": "ActiveUsers"
  },
  {
   "token": 2,
   "text": "Admin"
  },
  {
   "token": 3,
   "text": "application/"
  },
  {
   "token": 4,
   "text": "application/vnd.wap.mms-message"
  },
  {
   "token": 5,
   "text": "application/x-sms"
  },
  {
   "token": 6,
   "text": "AutoJoin"
  },
  {
   "token": 7,
   "text": "BASE64"
  },
  {
   "token": 8,
   "text": "Closed"
  },
  {
   "token": 9,
   "text": "Default"
  },
  {
   "token": 10,
   "text": "DisplayName"
  },
  {
   "token": 11,
   "text": "F"
  },
  {
   "token": 12,
   "text": "G"
  },
  {
   "token": 13,
   "text": "GR"
  },
  {
   "token": 14,
   "text": "http://"
  },
  {
   "token": 15,
   "text": "https://"
  },
  {
   "token": 16,
   "text": "image/"
  },
  {
   "token": 17,
   "text": "Inband"
  },
  {
   "token": 18,
   "text": "IM"
  },
  {
   "token": 19,
   "text": "MaxActiveUsers"
  },
  {
   "token": 20,
   "text": "Mod"
  },
  {
   "token": 21,
   "text": "Name"
  },
  {
   "token": 22,
   "text": "None"
  },
  {
   "token": 23,
   "text": "N"
  },
  {
   "token": 24,
   "text": "Open"
  },
  {
   "token": 25,
   "text": "Outband"
  },
  {
   "token": 26,
   "text": "PR"
  },
  {
   "token": 27,
   "text": "Private"
  },
  {
   "token": 28,
   "text": "PrivateMessaging"
  },
  {
   "token": 29,
   "text": "PrivilegeLevel"
  },
  {
   "token": 30,
   "text": "Public"
  },
  {
   "token": 31,
   "text": "P"
  },
  {
   "token": 32,
   "text": "Request"
  },
  {
   "token": 33,
   "text": "Response"
  },
  {
   "token": 34,
   "text": "Restricted"
  },
  {
   "token": 35,
   "text": "ScreenName"
  },
  {
   "token": 36,
   "text": "Searchable"
  },
  {
   "token": 37,
   "text": "S"
  },
  {
   "token": 38,
   "text": "SC"
  },
  {
   "token": 39,
   "text": "text/"
  },
  {
   "token": 40,
   "text": "text/plain"
  },
  {
   "token": 41,
   "text": "text/x-vCalendar"
  },
  {
   "token": 42,
   "text": "text/x-vCard"
  },
  {
   "token": 43,
   "text": "Topic"
  },
  {
   "token": 44,
   "text": "T"
  },
  {
   "token": 45,
   "text": "Type"
  },
  {
   "token": 46,
   "text": "U"
  },
  {
   "token": 47,
   "text": "US"
  },
  {
   "token": 48,
   "text": "www.wireless-village.org"
  },
  {
   "token": 49,
   "text": "AutoDelete",
   "in": [
    "1.2",
    "1.3"
   ],
   "read": [
    "1.1"
   ]
  },
  {
   "token": 50,
   "text": "GM",
   "in": [
    "1.2",
    "1.3"
   ],
   "read": [
    "1.1"
   ]
  },
  {
   "token": 51,
   "text": "Validity",
   "in": [
    "1.2",
    "1.3"
   ],
   "read": [
    "1.1"
   ]
  },
  {
   "token": 52,
   "text": "DENIED",
   "in": [
    "1.2",
    "1.3"
   ],
   "read": [
    "1.1"
   ]
  },
  {
   "token": 53,
   "text": "GRANTED",
   "in": [
    "1.2",
    "1.3"
   ],
   "read": [
    "1.1"
   ]
  },
  {
   "token": 54,
   "text": "PENDING",
   "in": [
    "1.2",
    "1.3"
   ],
   "read": [
    "1.1"
   ]
  },
  {
   "token": 55,
   "text": "ShowID",
   "in": [
    "1.2",
    "1.3"
   ],
   "read": [
    "1.1"
   ]
  },
  {
   "token": 56,
   "text": "RequireInvitation",
   "in": [
    "1.3"
   ]
  },
  {
   "token": 57,
   "text": "Tiny",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 58,
   "text": "PPU",
   "in": [
    "1.3"
   ]
  },
  {
   "token": 59,
   "text": "SPA",
   "in": [
    "1.3"
   ]
  },
  {
   "token": 60,
   "text": "ANC",
   "in": [
    "1.3"
   ]
  },
  {
   "token": 61,
   "text": "GROUP_ID"
  },
  {
   "token": 62,
   "text": "GROUP_NAME"
  },
  {
   "token": 63,
   "text": "GROUP_TOPIC"
  },
  {
   "token": 64,
   "text": "GROUP_USER_ID_JOINED"
  },
  {
   "token": 65,
   "text": "GROUP_USER_ID_OWNER"
  },
  {
   "token": 66,
   "text": "HTTP"
  },
  {
   "token": 67,
   "text": "SMS"
  },
  {
   "token": 68,
   "text": "STCP"
  },
  {
   "token": 69,
   "text": "SUDP"
  },
  {
   "token": 70,
   "text": "USER_ALIAS"
  },
  {
   "token": 71,
   "text": "USER_EMAIL_ADDRESS"
  },
  {
   "token": 72,
   "text": "USER_FIRST_NAME"
  },
  {
   "token": 73,
   "text": "USER_ID"
  },
  {
   "token": 74,
   "text": "USER_LAST_NAME"
  },
  {
   "token": 75,
   "text": "USER_MOBILE_NUMBER"
  },
  {
   "token": 76,
   "text": "USER_ONLINE_STATUS"
  },
  {
   "token": 77,
   "text": "WAPSMS"
  },
  {
   "token": 78,
   "text": "WAPUDP"
  },
  {
   "token": 79,
   "text": "WSP"
  },
  {
   "token": 80,
   "text": "GROUP_USER_ID_AUTOJOIN",
   "in": [
    "1.2",
    "1.3"
   ],
   "read": [
    "1.1"
   ]
  },
  {
   "token": 81,
   "text": "AND",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 82,
   "text": "AC",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 83,
   "text": "BLC",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 84,
   "text": "BLUC",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 85,
   "text": "CLCR",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 86,
   "text": "CLD",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 87,
   "text": "GC",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 88,
   "text": "GD",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 89,
   "text": "GLC",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 90,
   "text": "ANU",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 91,
   "text": "ANGRY"
  },
  {
   "token": 92,
   "text": "ANXIOUS"
  },
  {
   "token": 93,
   "text": "ASHAMED"
  },
  {
   "token": 94,
   "text": "AUDIO_CALL",
   "in": [
    "1.1",
    "1.2"
   ],
   "read": [
    "1.3"
   ]
  },
  {
   "token": 95,
   "text": "AVAILABLE"
  },
  {
   "token": 96,
   "text": "BORED"
  },
  {
   "token": 97,
   "text": "CALL"
  },
  {
   "token": 98,
   "text": "CLI"
  },
  {
   "token": 99,
   "text": "COMPUTER"
  },
  {
   "token": 100,
   "text": "DISCREET"
  },
  {
   "token": 101,
   "text": "EMAIL"
  },
  {
   "token": 102,
   "text": "EXCITED"
  },
  {
   "token": 103,
   "text": "HAPPY"
  },
  {
   "token": 104,
   "text": "AP",
   "in": [
    "1.3"
   ]
  },
  {
   "token": 104,
   "text": "IM",
   "in": [
    "1.1"
   ],
   "read": [
    "1.2"
   ]
  },
  {
   "token": 105,
   "text": "IM_OFFLINE",
   "in": [
    "1.1",
    "1.2"
   ],
   "read": [
    "1.3"
   ]
  },
  {
   "token": 106,
   "text": "IM_ONLINE",
   "in": [
    "1.1",
    "1.2"
   ],
   "read": [
    "1.3"
   ]
  },
  {
   "token": 107,
   "text": "IN_LOVE"
  },
  {
   "token": 108,
   "text": "INVINCIBLE"
  },
  {
   "token": 109,
   "text": "JEALOUS"
  },
  {
   "token": 110,
   "text": "MMS"
  },
  {
   "token": 111,
   "text": "MOBILE_PHONE"
  },
  {
   "token": 112,
   "text": "NOT_AVAILABLE"
  },
  {
   "token": 113,
   "text": "OTHER"
  },
  {
   "token": 114,
   "text": "PDA"
  },
  {
   "token": 115,
   "text": "SAD"
  },
  {
   "token": 116,
   "text": "SLEEPY"
  },
  {
   "token": 117,
   "text": "SMS"
  },
  {
   "token": 118,
   "text": "VIDEO_CALL",
   "in": [
    "1.1",
    "1.2"
   ],
   "read": [
    "1.3"
   ]
  },
  {
   "token": 119,
   "text": "VIDEO_STREAM",
   "in": [
    "1.1",
    "1.2"
   ],
   "read": [
    "1.3"
   ]
  },
  {
   "token": 120,
   "text": "www.openmobilealliance.org",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 121,
   "text": "Small",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 122,
   "text": "Medium",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 123,
   "text": "Big",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 124,
   "text": "Huge",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 125,
   "text": "Bold",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 126,
   "text": "Italic",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 127,
   "text": "Underline",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 128,
   "text": "Black",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 129,
   "text": "Silver",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 130,
   "text": "Gray",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 131,
   "text": "White",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 132,
   "text": "Maroon",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 133,
   "text": "Red",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 134,
   "text": "Purple",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 135,
   "text": "Fuchsia",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 136,
   "text": "Green",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 137,
   "text": "Lime",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 138,
   "text": "Olive",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 139,
   "text": "Yellow",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 140,
   "text": "Navy",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 141,
   "text": "Blue",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 142,
   "text": "Teal",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 143,
   "text": "Aqua",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 144,
   "text": "ATCL",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 145,
   "text": "CLC",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 147,
   "text": "USER_CITY",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 148,
   "text": "USER_COUNTRY",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 149,
   "text": "USER_FRIENDLY_NAME",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 150,
   "text": "USER_GENDER",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 151,
   "text": "USER_INTENTION",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 152,
   "text": "USER_INTERESTS_HOBBIES",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 153,
   "text": "USER_MARITAL_STATUS",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 154,
   "text": "PRIORITYREJECT",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 155,
   "text": "PRIORITYSTORE",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 156,
   "text": "REJECT",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 157,
   "text": "SENDREJECT",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 158,
   "text": "SENDSTORE",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 159,
   "text": "IR",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 160,
   "text": "EC",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 161,
   "text": "GLUC",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 162,
   "text": "IA",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 163,
   "text": "IC",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 164,
   "text": "SSMS",
   "in": [
    "1.2",
    "1.3"
   ],
   "read": [
    "1.1"
   ]
  },
  {
   "token": 165,
   "text": "SHTTP",
   "in": [
    "1.2",
    "1.3"
   ],
   "read": [
    "1.1"
   ]
  },
  {
   "token": 166,
   "text": "DoNotNotify",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 167,
   "text": "GMAU",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 168,
   "text": "GMG",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 169,
   "text": "GMR",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 170,
   "text": "GMU",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 171,
   "text": "DETECT",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 172,
   "text": "FORKALL",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 173,
   "text": "OEU",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 174,
   "text": "SERVERLOGIC",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 175,
   "text": "PP_AGE",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 176,
   "text": "PP_CITY",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 177,
   "text": "PP_COUNTRY",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 178,
   "text": "PP_FRIENDLY_NAME",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 179,
   "text": "PP_FREE_TEXT",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 180,
   "text": "PP_GENDER",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 181,
   "text": "PP_INTENTION",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 182,
   "text": "PP_INTERESTS",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 183,
   "text": "PP_MARITAL_STATUS",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 184,
   "text": "USER_AGE_MAX",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 185,
   "text": "USER_AGE_MIN",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 186,
   "text": "EG",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 187,
   "text": "MinimumAge",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 188,
   "text": "C",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 189,
   "text": "CURRENT_SUBSCRIBER",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 190,
   "text": "FORMER_SUBSCRIBER",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 191,
   "text": "PRESENCE_ACCESS",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  },
  {
   "token": 192,
   "text": "R",
   "in": [
    "1.3"
   ],
   "read": [
    "1.1",
    "1.2"
   ]
  }
 ],
 "valueOverrides": [
  {
   "token": 61,
   "element": "Name",
   "text": "History",
   "in": [
    "1.3"
   ]
  }
 ],
 "tagAliases": {
  "KeepAlive-Response": [
   "KeepAliveResponse"
  ],
  "AcceptedCharset": [
   "AcceptedCharSet"
  ],
  "ReferredContent": [
   "PreferredContent"
  ],
  "ReferredvCard": [
   "PreferredvCard"
  ],
  "Cname": [
   "CName"
  ],
  "BlockEntity-Request": [
   "BlockUser-Request"
  ],
  "AutoSubscribe": [
   "Auto-Subscribe"
  ],
  "ExtendedData": [
   "Extended-Data"
  ],
  "WV-CSP-VersionDiscovery-Request": [
   "WV-CSP-NSDiscovery-Request"
  ],
  "WV-CSP-VersionDiscovery-Response": [
   "WV-CSP-NSDiscovery-Response"
  ],
  "PlainTextCharset": [
   "PlainTextCharSet"
  ]
 }
} as const;
