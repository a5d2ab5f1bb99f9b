import { Component, type ReactNode } from 'react';
import { Translation } from 'react-i18next';
import { PartMissing } from './lazy-part.js';

interface State {
  readonly message: string | null;
  /** A part could not be fetched: the address holds what was shown, so the page can start anew. */
  readonly missing: boolean;
}

/** A failed part of the page says so and can be tried again; the rest goes on. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { message: null, missing: false };

  static getDerivedStateFromError(error: unknown) {
    return { message: error instanceof Error ? error.message : String(error), missing: error instanceof PartMissing };
  }

  override render() {
    if (this.state.message === null) return this.props.children;
    return (
      <Translation>
        {(t) => (
          <div className="state" role="alert">
            <h2>{t(this.state.missing ? 'error.part' : 'error.page')}</h2>
            <p>{this.state.missing ? t('error.partText') : this.state.message}</p>
            <button
              type="button"
              className="quiet on"
              onClick={() => (this.state.missing ? window.location.reload() : this.setState({ message: null }))}
            >
              {t('common.retry')}
            </button>
          </div>
        )}
      </Translation>
    );
  }
}
