// Requests in the shape of visualplatform.js 1.0.2 on jQuery: scripts that call a counted function, POST with bare JSON,
// and several methods in one script.

window.visualplatform = (() => {
  let count = 0;

  /** jQuery.param: spaces as plus signs. */
  const encode = (data) => new URLSearchParams(Object.entries(data)).toString();

  /** Loads a script that calls a function of that name; resolves with what it was given. */
  function loadScript(url, name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.async = true;
      script.src = `${url}${url.includes('?') ? '&' : '?'}callback=${name}`;
      window[name] = (value) => resolve(value);
      script.addEventListener('error', () => reject(new Error('error')));
      document.head.append(script);
    });
  }

  async function fetchJson(url, data) {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        Accept: 'application/json, text/javascript, */*; q=0.01',
        'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'X-Requested-With': 'XMLHttpRequest',
      },
      body: encode(data),
    });
    return JSON.parse(await response.text());
  }

  async function call(domain, crossDomain, method, given) {
    const url = `${location.protocol}//${domain}${method}`;
    const data = { ...given, format: 'json' };
    const name = `visualplatform_${count}`;
    count += 1;
    const answer = crossDomain
      ? await loadScript(`${url}?${encode(data)}`, name)
      : await fetchJson(url, { ...data, raw: '1' });
    return answer.status === 'ok' ? { success: answer } : { error: answer.message };
  }

  async function concatenate(domain, methods) {
    const data = { format: 'json' };
    const names = methods.map(({ name, method, data: parameters }, index) => {
      const given = name ?? `${method.split('/').slice(2).join('')}_${index}`;
      data[given] = method + (parameters ? `?${encode(parameters)}` : '');
      return given;
    });
    const url = `${location.protocol}//${domain}/api/concatenate?${encode(data)}`;
    const answer = await loadScript(url, `visualplatformconcat_${count}`);
    count += 1;
    const errors = names.filter((name) => answer[name]?.status !== 'ok');
    return {
      answers: answer,
      errors: errors.map((name) => answer[name]?.message ?? answer.message ?? `No return for ${name}`),
    };
  }

  return { call, concatenate };
})();
