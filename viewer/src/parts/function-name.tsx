import { type Place, placeText } from './place.js';

export function FunctionName({ name, ...place }: Place & { readonly name: string }) {
  return (
    <span class="function-name" title={`${name}  ${placeText(place)}`}>
      <span class="name">{name}</span> <span class="place">{placeText(place)}</span>
    </span>
  );
}
