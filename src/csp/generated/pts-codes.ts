// Made by `npm run generate` from mappings/csp/pts-codes.yaml: change that file, not this one.
export const ptsCodes = {
 "primitives": {
  "LR": {
   "element": "Login-Request",
   "from": "client",
   "mode": "Request",
   "session": "Outband"
  },
  "OR": {
   "element": "Logout-Request",
   "from": "client",
   "mode": "Request"
  },
  "CP": {
   "element": "ClientCapability-Request",
   "from": "client",
   "mode": "Request"
  },
  "SQ": {
   "element": "Service-Request",
   "from": "client",
   "mode": "Request"
  },
  "KA": {
   "element": "KeepAlive-Request",
   "from": "client",
   "mode": "Request"
  },
  "PO": {
   "element": "Polling-Request",
   "from": "client",
   "mode": "Request",
   "transactionId": "0"
  },
  "GL": {
   "element": "GetList-Request",
   "from": "client",
   "mode": "Request"
  },
  "CL": {
   "element": "CreateList-Request",
   "from": "client",
   "mode": "Request"
  },
  "DL": {
   "element": "DeleteList-Request",
   "from": "client",
   "mode": "Request"
  },
  "LM": {
   "element": "ListManage-Request",
   "from": "client",
   "mode": "Request"
  },
  "GP": {
   "element": "GetPresence-Request",
   "from": "client",
   "mode": "Request"
  },
  "UP": {
   "element": "UpdatePresence-Request",
   "from": "client",
   "mode": "Request"
  },
  "SB": {
   "element": "SubscribePresence-Request",
   "from": "client",
   "mode": "Request"
  },
  "GB": {
   "element": "GetBlockedList-Request",
   "from": "client",
   "mode": "Request"
  },
  "CA": {
   "element": "CreateAttributeList-Request",
   "from": "client",
   "mode": "Request"
  },
  "ST": {
   "element": "Status",
   "from": "both",
   "mode": "Response"
  },
  "RL": {
   "element": "Login-Response",
   "from": "server",
   "mode": "Response",
   "session": "Outband"
  },
  "DI": {
   "element": "Disconnect",
   "from": "server",
   "mode": "Response"
  },
  "PC": {
   "element": "ClientCapability-Response",
   "from": "server",
   "mode": "Response"
  },
  "QS": {
   "element": "Service-Response",
   "from": "server",
   "mode": "Response"
  },
  "AK": {
   "element": "KeepAlive-Response",
   "from": "server",
   "mode": "Response"
  },
  "LG": {
   "element": "GetList-Response",
   "from": "server",
   "mode": "Response"
  },
  "ML": {
   "element": "ListManage-Response",
   "from": "server",
   "mode": "Response"
  },
  "PG": {
   "element": "GetPresence-Response",
   "from": "server",
   "mode": "Response"
  },
  "PN": {
   "element": "PresenceNotification-Request",
   "from": "server",
   "mode": "Request"
  }
 },
 "parameters": [
  {
   "code": "SI",
   "element": "SessionID",
   "from": "both",
   "shape": "text"
  },
  {
   "code": "ST",
   "element": "Result",
   "from": "both",
   "shape": "result"
  },
  {
   "code": "CI",
   "element": "ClientID",
   "from": "both",
   "shape": "clientId"
  },
  {
   "code": "PW",
   "element": "Password",
   "from": "client",
   "shape": "text"
  },
  {
   "code": "NO",
   "element": "Nonce",
   "from": "server",
   "shape": "text"
  },
  {
   "code": "DI",
   "element": "DigestSchema",
   "from": "server",
   "shape": "text"
  },
  {
   "code": "TL",
   "element": "TimeToLive",
   "from": "client",
   "shape": "text"
  },
  {
   "code": "SC",
   "element": "SessionCookie",
   "from": "client",
   "shape": "text"
  },
  {
   "code": "SH",
   "element": "DigestSchema",
   "from": "client",
   "shape": "repeated"
  },
  {
   "code": "DB",
   "element": "DigestBytes",
   "from": "client",
   "shape": "text"
  },
  {
   "code": "KA",
   "element": "KeepAliveTime",
   "from": "server",
   "shape": "text"
  },
  {
   "code": "CR",
   "element": "CapabilityRequest",
   "from": "server",
   "shape": "text"
  },
  {
   "code": "CA",
   "element": "CapabilityList",
   "from": "client",
   "shape": "capabilities"
  },
  {
   "code": "AP",
   "element": "AgreedCapabilityList",
   "or": "CapabilityList",
   "from": "server",
   "shape": "capabilities"
  },
  {
   "code": "RF",
   "element": "Functions",
   "from": "client",
   "shape": "functions"
  },
  {
   "code": "AR",
   "element": "AllFunctionsRequest",
   "from": "client",
   "shape": "text"
  },
  {
   "code": "NF",
   "element": "Functions",
   "from": "server",
   "shape": "functions"
  },
  {
   "code": "AF",
   "element": "AllFunctions",
   "from": "server",
   "shape": "functions"
  },
  {
   "code": "RL",
   "element": "ReceiveList",
   "from": "client",
   "shape": "text"
  },
  {
   "code": "UN",
   "element": "NickList",
   "from": "both",
   "shape": "nicks"
  },
  {
   "code": "AN",
   "element": "AddNickList",
   "from": "client",
   "shape": "nicks"
  },
  {
   "code": "RN",
   "element": "RemoveNickList",
   "from": "client",
   "shape": "nicks"
  },
  {
   "code": "CP",
   "element": "ContactListProperties",
   "from": "both",
   "shape": "properties"
  },
  {
   "code": "AS",
   "element": "AutoSubscribe",
   "from": "client",
   "shape": "text"
  },
  {
   "code": "UV",
   "element": "PresenceSubList",
   "from": "client",
   "in": [
    "UP"
   ],
   "shape": "attributes"
  },
  {
   "code": "PS",
   "element": "PresenceSubList",
   "from": "client",
   "shape": "attributeNames"
  },
  {
   "code": "DL",
   "element": "DefaultList",
   "from": "client",
   "shape": "text"
  },
  {
   "code": "PR",
   "element": "Presence",
   "from": "server",
   "shape": "presences"
  },
  {
   "code": "UI",
   "element": "User",
   "or": "UserID",
   "from": "client",
   "shape": "users"
  },
  {
   "code": "CL",
   "element": "ContactList",
   "from": "both",
   "shape": "texts"
  },
  {
   "code": "DC",
   "element": "DefaultContactList",
   "from": "server",
   "shape": "text"
  },
  {
   "code": "DL",
   "element": "DefaultContactList",
   "from": "server",
   "shape": "text"
  }
 ],
 "capabilities": {
  "CT": {
   "element": "ClientType",
   "values": {
    "MP": "MOBILE_PHONE",
    "CO": "COMPUTER",
    "PD": "PDA",
    "CL": "CLI",
    "OT": "OTHER"
   }
  },
  "PS": {
   "element": "ParserSize"
  },
  "MT": {
   "element": "MultiTrans"
  },
  "ID": {
   "element": "InitialDeliveryMethod"
  },
  "PM": {
   "element": "ServerPollMin"
  },
  "SB": {
   "element": "SupportedBearer"
  },
  "SC": {
   "element": "SupportedCIRMethod",
   "values": {
    "SS": "SSMS",
    "ST": "STCP",
    "SU": "SUDP",
    "WS": "WAPSMS",
    "WU": "WAPUDP"
   },
   "onlyThese": true
  },
  "TA": {
   "element": "TCPAddress"
  },
  "TP": {
   "element": "TCPPort"
  },
  "UP": {
   "element": "UDPPort"
  },
  "CI": {
   "element": "CIRHTTPAddress",
   "inside": "URL"
  },
  "DL": {
   "element": "DefaultLanguage"
  }
 },
 "services": {
  "WV": "WVCSPFeat",
  "FF": "FundamentalFeat",
  "PF": "PresenceFeat",
  "IF": "IMFeat",
  "GE": "GroupFeat"
 },
 "properties": {
  "DN": "DisplayName",
  "DE": "Default"
 },
 "presence": {
  "OS": {
   "element": "OnlineStatus"
  },
  "UA": {
   "element": "UserAvailability",
   "values": {
    "AV": "AVAILABLE",
    "DI": "DISCREET",
    "NA": "NOT_AVAILABLE"
   }
  },
  "ST": {
   "element": "StatusText",
   "freeText": true
  },
  "SC": {
   "element": "StatusContent",
   "parts": {
    "RC": {
     "element": "ReferredContent"
    },
    "CY": {
     "element": "ContentType"
    }
   }
  },
  "CF": {
   "element": "ClientInfo",
   "parts": {
    "CT": {
     "element": "ClientType",
     "values": {
      "MP": "MOBILE_PHONE",
      "CO": "COMPUTER",
      "PD": "PDA",
      "CL": "CLI",
      "OT": "OTHER"
     }
    },
    "CP": {
     "element": "ClientProducer"
    },
    "CV": {
     "element": "ClientVersion"
    }
   }
  }
 }
} as const;
