import { Component, type ReactNode } from 'react';
import { Translation } from 'react-i18next';

/** A failed part of the page says so and can be tried again; the rest goes on. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly message: string | null }> {
  override state = { message: null as string | null };

  static getDerivedStateFromError(error: unknown) {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render() {
    if (this.state.message === null) return this.props.children;
    return (
      <Translation>
        {(t) => (
          <div className="state" role="alert">
            <h2>{t('error.page')}</h2>
            <p>{this.state.message}</p>
            <button type="button" className="quiet on" onClick={() => this.setState({ message: null })}>
              {t('common.retry')}
            </button>
          </div>
        )}
      </Translation>
    );
  }
}
