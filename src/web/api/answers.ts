// Made from the GraphQL schema and the documents beside: TENURE_GOLDEN=write npx vitest run test/contract/page-documents
import type { Cell, FilterInput, Scalar } from './json-values.js';

export interface CatalogAnswer {
  readonly catalog: {
    readonly views: readonly {
      readonly name: string;
      readonly title: {
        readonly en: string;
        readonly zh: string;
      };
      readonly description: string;
      readonly dimensions: readonly {
        readonly name: string;
        readonly title: {
          readonly en: string;
          readonly zh: string;
        };
        readonly description: string;
        readonly type: string;
        readonly primaryKey: boolean;
        readonly masked: boolean;
        readonly grain: string | null;
      }[];
      readonly measures: readonly {
        readonly name: string;
        readonly title: {
          readonly en: string;
          readonly zh: string;
        };
        readonly description: string;
        readonly type: string;
        readonly aggregation: string;
        readonly additivity: string | null;
        readonly unit: string | null;
        readonly format: string | null;
        readonly good: string | null;
        readonly target: string | null;
        readonly evidence: {
          readonly count: string | null;
          readonly small: string | null;
          readonly low: string | null;
          readonly high: string | null;
        } | null;
        readonly evidenceOf: string | null;
        readonly arguments: readonly {
          readonly name: string;
          readonly type: string;
          readonly default: Scalar;
          readonly minimum: number | null;
          readonly maximum: number | null;
          readonly description: string;
        }[];
        readonly drillMembers: readonly string[];
      }[];
      readonly hierarchies: readonly {
        readonly name: string;
        readonly title: {
          readonly en: string;
          readonly zh: string;
        };
        readonly description: string;
        readonly levels: readonly string[];
      }[];
      readonly folders: readonly {
        readonly name: string;
        readonly members: readonly string[];
      }[];
      readonly timeDimension: string | null;
      readonly start: string | null;
      readonly panel: readonly string[] | null;
    }[];
    readonly names: readonly {
      readonly dimension: string | null;
      readonly members: readonly {
        readonly code: string;
        readonly name: {
          readonly en: string;
          readonly zh: string;
        };
      }[];
    }[];
    readonly factors: readonly {
      readonly code: string;
      readonly name: {
        readonly en: string;
        readonly zh: string;
      };
    }[];
  };
  readonly me: {
    readonly rights: readonly string[];
    readonly home: readonly {
      readonly view: string;
      readonly measure: string;
    }[];
    readonly roles: readonly {
      readonly name: string;
      readonly title: {
        readonly en: string;
        readonly zh: string;
      };
    }[];
  };
}

export interface PivotAnswer {
  readonly pivot: {
    readonly rows: readonly {
      readonly path: readonly Scalar[];
      readonly level: number;
      readonly label: string;
      readonly isTotal: boolean;
    }[];
    readonly columns: readonly {
      readonly path: readonly Scalar[];
      readonly level: number;
      readonly label: string;
      readonly isTotal: boolean;
    }[];
    readonly measures: readonly {
      readonly name: string;
      readonly title: string;
      readonly unit: string | null;
      readonly format: string | null;
      readonly type: string;
    }[];
    readonly cells: readonly (readonly Cell[])[];
    readonly receipt: {
      readonly definitions: readonly {
        readonly measure: string;
        readonly title: string;
        readonly description: string;
        readonly unit: string | null;
        readonly additivity: string | null;
        readonly arguments: Readonly<Record<string, Scalar>> | null;
      }[];
      readonly sql: string | null;
      readonly layer: string;
      readonly rowsRead: number | string;
      readonly durationMs: number;
      readonly snapshot: string;
      readonly freshness: string | null;
      readonly complete: boolean;
      readonly incompleteBecause: string | null;
      readonly cached: boolean;
    };
  } | null;
}

export interface ValuesAnswer {
  readonly values: {
    readonly values: readonly {
      readonly value: Scalar;
      readonly label: string;
      readonly count: Scalar;
    }[];
    readonly hasMore: boolean;
  } | null;
}

export interface DrillThroughAnswer {
  readonly drillThrough: {
    readonly columns: readonly {
      readonly name: string;
      readonly title: string;
      readonly role: string;
      readonly type: string;
      readonly unit: string | null;
      readonly format: string | null;
    }[];
    readonly rows: readonly (readonly Cell[])[];
    readonly hasMore: boolean;
    readonly receipt: {
      readonly definitions: readonly {
        readonly measure: string;
        readonly title: string;
        readonly description: string;
        readonly unit: string | null;
        readonly additivity: string | null;
        readonly arguments: Readonly<Record<string, Scalar>> | null;
      }[];
      readonly sql: string | null;
      readonly layer: string;
      readonly rowsRead: number | string;
      readonly durationMs: number;
      readonly snapshot: string;
      readonly freshness: string | null;
      readonly complete: boolean;
      readonly incompleteBecause: string | null;
      readonly cached: boolean;
    };
  } | null;
}

export interface AlertsAnswer {
  readonly alerts: readonly {
    readonly id: string;
    readonly view: string;
    readonly measure: string;
    readonly arguments: Readonly<Record<string, string | number>>;
    readonly filters: readonly FilterInput[];
    readonly slice: string;
    readonly when: 'above' | 'below' | 'outside';
    readonly threshold: number;
    readonly setAt: string;
    readonly check: {
      readonly snapshot: string;
      readonly month: string | null;
      readonly value: number | null;
      readonly crossed: boolean;
      readonly error: {
        readonly code: string;
        readonly message: string;
      } | null;
    } | null;
    readonly crossings: readonly {
      readonly snapshot: string;
      readonly at: string;
      readonly month: string | null;
      readonly value: number;
      readonly crossed: boolean;
    }[];
  }[];
}

export interface SetAlertAnswer {
  readonly setAlert: {
    readonly id: string;
    readonly view: string;
    readonly measure: string;
    readonly arguments: Readonly<Record<string, string | number>>;
    readonly filters: readonly FilterInput[];
    readonly slice: string;
    readonly when: 'above' | 'below' | 'outside';
    readonly threshold: number;
    readonly setAt: string;
    readonly check: {
      readonly snapshot: string;
      readonly month: string | null;
      readonly value: number | null;
      readonly crossed: boolean;
      readonly error: {
        readonly code: string;
        readonly message: string;
      } | null;
    } | null;
    readonly crossings: readonly {
      readonly snapshot: string;
      readonly at: string;
      readonly month: string | null;
      readonly value: number;
      readonly crossed: boolean;
    }[];
  };
}

export interface RemoveAlertAnswer {
  readonly removeAlert: boolean;
}

export interface CalendarEventsAnswer {
  readonly calendarEvents: readonly {
    readonly title: string;
    readonly firstDay: string;
    readonly lastDay: string;
  }[];
}

export interface OperationsNowAnswer {
  readonly operations: {
    readonly snapshot: {
      readonly id: string;
      readonly publishedAt: string | null;
      readonly scoredMonth: string | null;
    };
    readonly runs: readonly {
      readonly runId: string;
      readonly state: string;
      readonly startedAt: string;
      readonly rowsQuarantined: number;
      readonly valuesReported: number;
    }[];
    readonly sqlSessions: readonly {
      readonly user: string;
    }[];
  };
}

export interface LoadsAnswer {
  readonly operations: {
    readonly runs: readonly {
      readonly runId: string;
      readonly source: string;
      readonly state: string;
      readonly startedAt: string;
      readonly finishedAt: string | null;
      readonly rowsIn: number;
      readonly rowsLoaded: number;
      readonly rowsQuarantined: number;
      readonly rowsDuplicate: number;
      readonly valuesReported: number;
      readonly months: readonly string[];
      readonly subjects: readonly string[];
      readonly snapshot: string | null;
      readonly error: string | null;
      readonly files: readonly {
        readonly name: string;
        readonly path: string;
        readonly fileId: string;
        readonly contentHash: string;
        readonly bytes: number;
        readonly rowsIn: number;
        readonly quarantined: number;
        readonly supersededBy: string | null;
      }[];
    }[];
  };
}

export interface FeedsAnswer {
  readonly operations: {
    readonly feeds: readonly {
      readonly source: string;
      readonly lastLoadedAt: string;
      readonly lateSince: string | null;
      readonly alarms: readonly string[];
    }[];
  };
}

export interface FlowAnswer {
  readonly operations: {
    readonly flow: readonly {
      readonly id: string;
      readonly name: string;
      readonly stage: string;
      readonly from: readonly string[];
      readonly rows: number | null;
      readonly files: number | null;
      readonly quarantined: number | null;
      readonly loadedAt: string | null;
      readonly through: string | null;
      readonly projections: readonly string[];
    }[];
  };
}

export interface LineageAnswer {
  readonly operations: {
    readonly lineage: {
      readonly builtBy: string | null;
      readonly files: readonly {
        readonly table: string;
        readonly rows: number;
        readonly name: string;
        readonly path: string;
        readonly source: string;
        readonly runId: string;
        readonly loadedAt: string;
      }[];
    };
  };
}

export interface SnapshotsAnswer {
  readonly operations: {
    readonly snapshots: readonly {
      readonly id: string;
      readonly publishedAt: string;
      readonly runId: string;
      readonly partitions: number;
    }[];
  };
}

export interface ModelVersionsAnswer {
  readonly operations: {
    readonly modelVersions: readonly {
      readonly version: number;
      readonly inUse: boolean;
      readonly fittedAt: string;
      readonly promotedAt: string | null;
      readonly snapshot: string;
      readonly kind: string;
      readonly chosen: string;
      readonly features: readonly string[];
      readonly refused: readonly {
        readonly column: string;
        readonly reason: string;
      }[];
      readonly rows: number;
      readonly churned: number;
      readonly months: readonly string[];
      readonly holdout: {
        readonly by: string;
        readonly rows: number;
        readonly churned: number;
        readonly auc: number;
        readonly logLoss: number;
        readonly brier: number;
        readonly ece: number;
        readonly topDecileLift: number;
        readonly calibrationSlope: number;
        readonly calibration: {
          readonly expected: number;
          readonly actual: number;
          readonly inTheLarge: number | null;
          readonly inTheLargeInterval: {
            readonly low: number;
            readonly high: number;
          } | null;
          readonly slopeInterval: {
            readonly low: number;
            readonly high: number;
          } | null;
        } | null;
        readonly aucInterval: {
          readonly low: number;
          readonly high: number;
        } | null;
        readonly topDecileLiftInterval: {
          readonly low: number;
          readonly high: number;
        } | null;
        readonly deciles: readonly {
          readonly predicted: number;
          readonly observed: number;
          readonly rows: number;
        }[];
      } | null;
      readonly backtest: readonly {
        readonly month: string;
        readonly rows: number;
        readonly churned: number;
        readonly auc: number;
        readonly logLoss: number;
        readonly calibrationSlope: number;
        readonly calibration: {
          readonly inTheLarge: number | null;
        } | null;
      }[];
      readonly drift: readonly {
        readonly feature: string;
        readonly psi: number;
        readonly drifted: boolean;
      }[];
      readonly scored: readonly {
        readonly month: string;
        readonly customers: number;
        readonly drift: readonly {
          readonly feature: string;
          readonly psi: number;
          readonly drifted: boolean;
        }[];
        readonly churned: number | null;
        readonly predicted: number | null;
        readonly calibrationSlope: number | null;
        readonly calibration: {
          readonly inTheLarge: number | null;
        } | null;
      }[];
    }[];
  };
}

export interface SessionsAnswer {
  readonly operations: {
    readonly sqlSessions: readonly {
      readonly user: string;
      readonly address: string;
      readonly application: string;
      readonly since: string;
    }[];
    readonly activity: readonly {
      readonly user: string;
      readonly door: string;
      readonly questions: number;
      readonly lastAt: string;
      readonly slowestMs: number;
    }[];
  };
}

export interface QuestionsAnswer {
  readonly operations: {
    readonly questions: readonly {
      readonly at: string;
      readonly door: string;
      readonly user: string;
      readonly view: string;
      readonly measures: readonly string[];
      readonly dimensions: readonly string[];
      readonly filteredBy: readonly string[];
      readonly durationMs: number;
      readonly rowsRead: number | null;
      readonly layer: string | null;
      readonly cached: boolean;
      readonly error: string | null;
    }[];
  };
}
