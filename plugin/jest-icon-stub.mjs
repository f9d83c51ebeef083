// Icons are fetched from Grafana, which is not there, and the answer would come after the test: an empty picture stands in for each.
import React from 'react';

export default function Icon({ title }) {
  return React.createElement('svg', { 'aria-label': title });
}
